//! What `#[scf::init]` functions make, and [`State`], by which the others get it.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What the `#[scf::init]` function for a `T` has made: one value for the life of the process, shared by all
/// invocations. A parameter of handlers, of other inits and of shutdown hooks.
///
/// It derefs to the `T` and is cheap to clone. That some init makes the `T` is proven when the program is
/// compiled.
///
/// ```
/// use scf::State;
///
/// struct App { greeting: String }
///
/// #[scf::init]
/// fn init() -> App {
///     App { greeting: "Hello".to_owned() }
/// }
///
/// #[scf::event]
/// async fn greet(name: String, app: State<App>) -> String {
///     format!("{}, {name}!", app.greeting)
/// }
/// ```
pub struct State<T>(Arc<T>);

impl<T> State<T> {
    /// Wraps a value, for a test that calls a handler by itself.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A state without its type: within it is the `Arc<T>` that a [`State`] has, which can be asked for whatever the
/// type's traits are. So a type that cannot be shared is an error where it is made, and only there.
pub(crate) type Shared = Arc<dyn Any + Send + Sync>;

/// Takes a state's type away.
pub(crate) fn shared<T: Send + Sync + 'static>(state: T) -> Shared {
    Arc::new(Arc::new(state))
}

/// The states that are there. A program has few, so they are searched one by one.
#[derive(Clone, Default)]
pub struct States(Arc<Vec<(TypeId, Shared)>>);

impl States {
    pub(crate) fn get<T: 'static>(&self) -> Option<State<T>> {
        let (_, shared) = self.0.iter().find(|(id, _)| *id == TypeId::of::<T>())?;
        shared.downcast_ref::<Arc<T>>().cloned().map(State)
    }

    pub(crate) fn has(&self, need: Need) -> bool {
        self.0.iter().any(|(id, _)| *id == need.id)
    }

    /// Adds a state. One of the same type that is there already goes.
    pub(crate) fn insert(&mut self, id: TypeId, shared: Shared) {
        let states = Arc::make_mut(&mut self.0);
        states.retain(|(known, _)| *known != id);
        states.push((id, shared));
    }
}

/// A type of state, with a name for people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Need {
    pub(crate) id: TypeId,
    pub(crate) name: &'static str,
}

impl Need {
    pub(crate) fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>() }
    }
}
