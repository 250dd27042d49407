//! The data centre as numbers, read from a state and written as one.

use std::collections::BTreeMap;

use crate::environment::{Object, State, Value};

/// How well a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Carries up to 100 %.
    Healthy,
    /// Carries up to 60 %.
    Degraded,
    /// Carries nothing and cannot be booted.
    Failed,
}

/// A cooler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cooler {
    /// Identifier.
    pub id: String,
    /// Whether it runs.
    pub running: bool,
    /// Whether it is broken.
    pub broken: bool,
    /// Hours run since the last repair.
    pub wear: i64,
}

/// A rack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rack {
    /// Identifier.
    pub id: String,
    /// Degrees Celsius.
    pub temperature: i64,
    /// Fan speed, 0 to 3.
    pub fan: i64,
    /// Watts drawn.
    pub power: i64,
    /// Watts above which the breaker trips.
    pub power_limit: i64,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Identifier.
    pub id: String,
    /// The rack that it stands in.
    pub rack: String,
    /// Whether it runs.
    pub on: bool,
    /// How well it is.
    pub health: Health,
    /// Per cent.
    pub load: i64,
    /// The service that it carries.
    pub service: String,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Identifier.
    pub id: String,
    /// Load that its servers share, per cent of one server.
    pub demand: i64,
    /// Whether it can be used.
    pub available: bool,
    /// Services that it needs.
    pub depends_on: Vec<String>,
}

/// The data centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hall {
    /// Hour of the day.
    pub hour: i64,
    /// Degrees Celsius outside.
    pub ambient: i64,
    /// Servers in stock.
    pub spares: i64,
    /// Its coolers.
    pub coolers: Vec<Cooler>,
    /// Its racks.
    pub racks: Vec<Rack>,
    /// Their servers, rack by rack.
    pub servers: Vec<Server>,
    /// Its services.
    pub services: Vec<Service>,
}

const HALL: &str = "hall";

impl Hall {
    /// Reads a state; none where something is missing or of another kind.
    pub fn read(state: &State) -> Option<Self> {
        let of = |name: &'static str| state.objects().iter().filter(move |object| object.object_type == name);
        let hall = of(HALL).next()?;
        Some(Self {
            hour: number(hall, "hour")?,
            ambient: number(hall, "ambient")?,
            spares: number(hall, "spares")?,
            coolers: of("cooler").map(cooler).collect::<Option<_>>()?,
            racks: of("rack").map(rack).collect::<Option<_>>()?,
            servers: of("server").map(server).collect::<Option<_>>()?,
            services: of("service").map(service).collect::<Option<_>>()?,
        })
    }

    /// The state: `read(state()) == self`.
    pub fn state(&self) -> State {
        let mut objects = vec![object(
            HALL,
            HALL,
            None,
            [("hour", whole(self.hour)), ("ambient", whole(self.ambient)), ("spares", whole(self.spares))],
        )];
        objects.extend(self.services.iter().map(|one| {
            let depends_on = one.depends_on.iter().cloned().map(Value::Reference).collect();
            object(
                "service",
                &one.id,
                Some(HALL),
                [
                    ("demand", whole(one.demand)),
                    ("available", Value::Boolean(one.available)),
                    ("depends_on", Value::List(depends_on)),
                ],
            )
        }));
        objects.extend(self.coolers.iter().map(|one| {
            let condition = if one.broken { "broken" } else { "sound" };
            object(
                "cooler",
                &one.id,
                Some(HALL),
                [
                    ("running", Value::Boolean(one.running)),
                    ("condition", Value::Text(condition.to_owned())),
                    ("wear", whole(one.wear)),
                ],
            )
        }));
        objects.extend(self.racks.iter().map(|one| {
            object(
                "rack",
                &one.id,
                Some(HALL),
                [
                    ("temperature", whole(one.temperature)),
                    ("fan", whole(one.fan)),
                    ("power", whole(one.power)),
                    ("power_limit", whole(one.power_limit)),
                ],
            )
        }));
        objects.extend(self.servers.iter().map(|one| {
            object(
                "server",
                &one.id,
                Some(&one.rack),
                [
                    ("on", Value::Boolean(one.on)),
                    ("health", Value::Text(one.health.word().to_owned())),
                    ("load", whole(one.load)),
                    ("service", Value::Reference(one.service.clone())),
                ],
            )
        }));
        // Whatever was read from a state is one again: identifiers are distinct and containers there.
        State::new(objects).unwrap_or_default()
    }
}

impl Health {
    /// As the schema spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }
}

fn object<const N: usize>(kind: &str, id: &str, parent: Option<&str>, properties: [(&str, Value); N]) -> Object {
    Object {
        id: id.to_owned(),
        object_type: kind.to_owned(),
        name: id.replace('-', " "),
        parent: parent.map(str::to_owned),
        properties: properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
    }
}

fn whole(number: i64) -> Value {
    Value::Number(number as f64)
}

fn number(object: &Object, name: &str) -> Option<i64> {
    match object.properties.get(name) {
        Some(Value::Number(number)) if number.fract() == 0.0 => Some(*number as i64),
        _ => None,
    }
}

fn flag(object: &Object, name: &str) -> Option<bool> {
    match object.properties.get(name) {
        Some(Value::Boolean(flag)) => Some(*flag),
        _ => None,
    }
}

fn word<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    match object.properties.get(name) {
        Some(Value::Text(word) | Value::Reference(word)) => Some(word),
        _ => None,
    }
}

fn cooler(object: &Object) -> Option<Cooler> {
    Some(Cooler {
        id: object.id.clone(),
        running: flag(object, "running")?,
        broken: word(object, "condition")? == "broken",
        wear: number(object, "wear")?,
    })
}

fn rack(object: &Object) -> Option<Rack> {
    Some(Rack {
        id: object.id.clone(),
        temperature: number(object, "temperature")?,
        fan: number(object, "fan")?,
        power: number(object, "power")?,
        power_limit: number(object, "power_limit")?,
    })
}

fn server(object: &Object) -> Option<Server> {
    let health = match word(object, "health")? {
        "healthy" => Health::Healthy,
        "degraded" => Health::Degraded,
        "failed" => Health::Failed,
        _ => return None,
    };
    Some(Server {
        id: object.id.clone(),
        rack: object.parent.clone()?,
        on: flag(object, "on")?,
        health,
        load: number(object, "load")?,
        service: word(object, "service")?.to_owned(),
    })
}

fn service(object: &Object) -> Option<Service> {
    let depends_on = match object.properties.get("depends_on")? {
        Value::List(items) => items.iter().flat_map(Value::references).map(str::to_owned).collect(),
        _ => return None,
    };
    Some(Service {
        id: object.id.clone(),
        demand: number(object, "demand")?,
        available: flag(object, "available")?,
        depends_on,
    })
}
