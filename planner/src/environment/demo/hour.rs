//! What actions do, and what an hour does.

use std::collections::BTreeMap;

use super::hall::{Hall, Health, Rack, Server};
use super::target;
use crate::environment::{Action, Value};

/// Wear at which a cooler breaks, hours.
const WORN_OUT: i64 = 30;
/// Temperature at which servers take damage, degrees Celsius.
const DAMAGE: i64 = 60;

impl Server {
    /// Whether it carries its service.
    fn serves(&self) -> bool {
        self.on && self.health != Health::Failed
    }

    fn capacity(&self) -> i64 {
        match self.health {
            Health::Healthy => 100,
            Health::Degraded => 60,
            Health::Failed => 0,
        }
    }
}

impl Hall {
    /// Takes an action; whether it was possible. What it does not name stays as it is.
    pub(super) fn act(&mut self, action: &Action) -> bool {
        if !self.possible().contains(action) {
            return false;
        }
        let cooler = target(action, "cooler");
        let cooler = self.coolers.iter_mut().find(|one| Some(one.id.as_str()) == cooler);
        let server = target(action, "server");
        let server = self.servers.iter_mut().find(|one| Some(one.id.as_str()) == server);
        match (action.verb.as_str(), cooler, server) {
            ("start_cooler", Some(cooler), _) => cooler.running = true,
            ("stop_cooler", Some(cooler), _) => cooler.running = false,
            ("repair_cooler", Some(cooler), _) => (cooler.broken, cooler.wear) = (false, 0),
            ("boot", _, Some(server)) => server.on = true,
            ("shut_down", _, Some(server)) => (server.on, server.load) = (false, 0),
            ("fail_over", _, Some(server)) => {
                target(action, "service").unwrap_or_default().clone_into(&mut server.service);
            }
            ("replace", _, Some(server)) => {
                server.health = Health::Healthy;
                self.spares -= 1;
            }
            ("set_fan", ..) => self.set_fan(action),
            _ => {}
        }
        true
    }

    fn set_fan(&mut self, action: &Action) {
        let rack = target(action, "rack");
        let rack = self.racks.iter_mut().find(|one| Some(one.id.as_str()) == rack);
        if let (Some(rack), Some(Value::Number(speed))) = (rack, action.arguments.get("speed")) {
            rack.fan = *speed as i64;
        }
    }

    /// Every action that is possible, verb by verb, in the order of the objects.
    pub(super) fn possible(&self) -> Vec<Action> {
        let mut all = vec![action("wait", [])];
        for rack in &self.racks {
            let speeds = (0..=3).filter(|speed| *speed != rack.fan);
            let set =
                |speed: i64| action("set_fan", [("rack", refer(&rack.id)), ("speed", Value::Number(speed as f64))]);
            all.extend(speeds.map(set));
        }
        let coolers = |verb: &str, which: &dyn Fn(&super::Cooler) -> bool| -> Vec<Action> {
            let which = self.coolers.iter().filter(|one| which(one));
            which.map(|one| action(verb, [("cooler", refer(&one.id))])).collect()
        };
        all.extend(coolers("start_cooler", &|one| !one.running && !one.broken));
        all.extend(coolers("stop_cooler", &|one| one.running));
        all.extend(coolers("repair_cooler", &|one| !one.running && one.wear > 0));
        let servers = |verb: &str, which: &dyn Fn(&Server) -> bool| -> Vec<Action> {
            let which = self.servers.iter().filter(|one| which(one));
            which.map(|one| action(verb, [("server", refer(&one.id))])).collect()
        };
        all.extend(servers("boot", &|one| !one.on && one.health != Health::Failed));
        all.extend(servers("shut_down", &|one| one.on));
        for server in &self.servers {
            let others = self.services.iter().filter(|service| service.id != server.service);
            let over = |id: &str| action("fail_over", [("server", refer(&server.id)), ("service", refer(id))]);
            all.extend(others.map(|service| over(&service.id)));
        }
        all.extend(servers("replace", &|one| !one.on && self.spares > 0));
        all
    }

    /// An hour passes. Breakers and heat strike by the power and the temperature that the hour began with, so that nothing
    /// that happens follows from a value that is never shown.
    pub(super) fn pass_an_hour(&mut self) {
        self.hour = (self.hour + 1) % 24;
        let trend = match self.hour {
            8..=11 => 5,
            18..=21 => -5,
            _ => 0,
        };
        for service in &mut self.services {
            service.demand = (service.demand + trend).clamp(10, 300);
        }
        for cooler in self.coolers.iter_mut().filter(|cooler| cooler.running) {
            cooler.wear += 1;
            if cooler.wear >= WORN_OUT {
                (cooler.wear, cooler.broken, cooler.running) = (WORN_OUT, true, false);
            }
        }
        self.trip();
        self.damage();
        self.settle();
        self.heat();
    }

    /// Services find the servers that carry them, and share their demand among those.
    pub(super) fn settle(&mut self) {
        let mut carried: BTreeMap<String, i64> = BTreeMap::new();
        for server in self.servers.iter().filter(|server| server.serves()) {
            *carried.entry(server.service.clone()).or_default() += 1;
        }
        for service in &mut self.services {
            service.available = false;
        }
        // Each round can only make more of them available: as many rounds as there are services reach the end.
        for _ in 0..self.services.len() {
            let available: Vec<String> =
                self.services.iter().filter(|one| one.available).map(|one| one.id.clone()).collect();
            for service in &mut self.services {
                let served = carried.contains_key(&service.id);
                service.available = served && service.depends_on.iter().all(|need| available.contains(need));
            }
        }
        for server in &mut self.servers {
            let service = self.services.iter().find(|one| one.id == server.service && one.available);
            let share = service.map_or(0, |one| one.demand / carried.get(&one.id).copied().unwrap_or(1).max(1));
            server.load = if server.serves() { share.min(server.capacity()) } else { 0 };
        }
        self.measure();
    }

    fn measure(&mut self) {
        for rack in &mut self.racks {
            let drawn = self.servers.iter().filter(|server| server.on && server.rack == rack.id);
            rack.power = drawn.map(|server| 100 + 2 * server.load).sum::<i64>() + 20 * rack.fan;
        }
    }

    /// The breaker of a rack above its limit switches its servers off; what they carried falls over to others.
    fn trip(&mut self) {
        let over = |rack: &&Rack| rack.power > rack.power_limit;
        let tripped: Vec<String> = self.racks.iter().filter(over).map(|rack| rack.id.clone()).collect();
        for server in self.servers.iter_mut().filter(|server| tripped.contains(&server.rack)) {
            (server.on, server.load) = (false, 0);
        }
    }

    fn heat(&mut self) {
        let coolers = self.coolers.iter().filter(|cooler| cooler.running).count() as i64;
        for rack in &mut self.racks {
            let drawn = self.servers.iter().filter(|server| server.on && server.rack == rack.id);
            let heat: i64 = drawn.map(|server| 1 + server.load / 25).sum();
            let drift = (self.ambient - rack.temperature).signum();
            rack.temperature = (rack.temperature + heat + drift - 2 * rack.fan - 2 * coolers).clamp(10, 95);
        }
    }

    fn damage(&mut self) {
        for server in self.servers.iter_mut().filter(|server| server.on) {
            let hot = self.racks.iter().any(|rack| rack.id == server.rack && rack.temperature >= DAMAGE);
            match server.health {
                Health::Healthy if hot => server.health = Health::Degraded,
                Health::Degraded if hot => (server.health, server.on, server.load) = (Health::Failed, false, 0),
                _ => {}
            }
        }
    }
}

fn action<const N: usize>(verb: &str, arguments: [(&str, Value); N]) -> Action {
    let arguments = arguments.into_iter().map(|(role, value)| (role.to_owned(), value)).collect();
    Action { verb: verb.to_owned(), arguments }
}

fn refer(id: &str) -> Value {
    Value::Reference(id.to_owned())
}
