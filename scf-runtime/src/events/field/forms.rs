//! The forms in which fields came, where those are others than the documented ones.

use serde::ser::SerializeMap;
use serde_json::Value;

use super::{Codec, Read, Structure, Written};

/// The fields that came in another form, or under another spelling, than the documented one.
///
/// Two events are the same whatever the forms in which they came.
#[derive(Clone, Default)]
pub(crate) struct Forms(Vec<Form>);

#[derive(Clone)]
struct Form {
    field: usize,
    spelled: Option<String>,
    raw: Option<Value>,
}

impl PartialEq for Forms {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Forms {
    /// Whether all fields came as documented.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes the form in which a field came, if that is worth a note.
    pub(crate) fn note(&mut self, field: usize, spelled: Option<String>, raw: Option<Value>) {
        if spelled.is_some() || raw.is_some() {
            if self.0.is_empty() {
                // Most objects have no more.
                self.0.reserve_exact(2);
            }
            self.0.push(Form { field, spelled, raw });
        }
    }

    /// Whether a field that has been read came under this spelling, or, without one, as documented.
    #[cold]
    pub(crate) fn has(&self, field: usize, spelled: Option<&str>) -> bool {
        let form = self.0.iter().find(|form| form.field == field);
        form.and_then(|form| form.spelled.as_deref()) == spelled
    }

    /// Drops the form of a field that came once more.
    #[cold]
    pub(crate) fn forget(&mut self, field: usize) {
        self.0.retain(|form| form.field != field);
    }

    /// Writes a field: as it came, unless it has been changed since.
    pub(crate) fn write<T, C, M>(
        &self,
        field: usize,
        name: &'static str,
        value: &T,
        map: &mut M,
    ) -> Result<(), M::Error>
    where
        T: PartialEq,
        C: Codec<T>,
        M: SerializeMap,
    {
        let form = self.0.iter().find(|form| form.field == field);
        let name = form.and_then(|form| form.spelled.as_deref()).unwrap_or(name);
        let unchanged = |raw: &&Value| match C::read((*raw).clone()) {
            Ok(Read::Plain(read) | Read::Odd(read, _)) => read == *value,
            Ok(Read::Unfit(_)) | Err(_) => false,
        };
        match form.and_then(|form| form.raw.as_ref()).filter(unchanged) {
            Some(raw) => map.serialize_entry(name, raw),
            None if C::is_absent(value) => Ok(()),
            None => map.serialize_entry(name, &Written::<T, C>::new(value)),
        }
    }

    /// Takes out the forms of those fields of a structure that another has under the same name, for that.
    pub(crate) fn moved<From: Structure, To: Structure>(&mut self) -> Self {
        let mut moved = Vec::new();
        let mut at = 0;
        while let Some(form) = self.0.get(at) {
            let name = From::NAMES.get(form.field).and_then(|names| names.first());
            match name.and_then(|name| To::field(name)) {
                Some(field) => moved.push(Form { field, ..self.0.swap_remove(at) }),
                None => at += 1,
            }
        }
        Self(moved)
    }
}
