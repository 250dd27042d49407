//! What is wrong with a schema, a state or an action, and where.

/// Why a document was refused. `at` is the path to the place: `types.rack.properties.temperature`, `objects.s1.on`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The schema contradicts itself.
    #[error("{at}: {reason}")]
    Schema {
        /// Where.
        at: String,
        /// What.
        reason: String,
    },
    /// A type that the schema does not have.
    #[error("{at}: unknown type `{found}`")]
    UnknownType {
        /// Where.
        at: String,
        /// The type.
        found: String,
    },
    /// A property, field or role that the schema does not have.
    #[error("{at}: unknown property `{found}`")]
    UnknownProperty {
        /// Where.
        at: String,
        /// The property.
        found: String,
    },
    /// An action that the schema does not have.
    #[error("unknown verb `{0}`")]
    UnknownVerb(String),
    /// A property or argument that must be there is not.
    #[error("{at}: missing")]
    Missing {
        /// Where.
        at: String,
    },
    /// A value of another kind.
    #[error("{at}: expected {expected}, found {found}")]
    Kind {
        /// Where.
        at: String,
        /// What the schema says.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A number in another unit.
    #[error("{at}: the unit is {expected}, found `{found}`")]
    Unit {
        /// Where.
        at: String,
        /// What the schema says.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A number outside its range, or a fraction where integers are asked for.
    #[error("{at}: {value} is not {expected}")]
    Range {
        /// Where.
        at: String,
        /// The number.
        value: f64,
        /// What the schema says.
        expected: String,
    },
    /// A word outside the vocabulary.
    #[error("{at}: `{found}` is not in the vocabulary")]
    Vocabulary {
        /// Where.
        at: String,
        /// The word.
        found: String,
    },
    /// A reference, a container or an argument that leads to no object.
    #[error("{at}: there is no object `{id}`")]
    Dangling {
        /// Where.
        at: String,
        /// The identifier.
        id: String,
    },
    /// Two objects of the same identifier.
    #[error("two objects have the identifier `{0}`")]
    Duplicate(String),
    /// An object that contains itself, directly or not.
    #[error("objects.{0}.parent: the object contains itself")]
    Cycle(String),
    /// A container of a type that may not hold the object.
    #[error("objects.{id}.parent: `{object_type}` may not be contained in `{container}`")]
    Containment {
        /// The object.
        id: String,
        /// Its type.
        object_type: String,
        /// The container's type.
        container: String,
    },
}
