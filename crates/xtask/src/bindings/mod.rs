//! Bindings from the inventory of `snap-capi`: the C header and the PowerShell imports.
//!
//! The inventory is the single description of the C ABI. This module reads it into a form that is easy to print, in an
//! order of its own: the inventory's own order follows hashes.

mod header;
mod powershell;
pub(crate) mod typescript;

use snap_capi::inventory::{RustInventory, TypeId};
use snap_capi::lang::constant::Value;
use snap_capi::lang::types::{Primitive, PrimitiveValue, TypeKind};

/// The names of the functions that a library must have.
pub(crate) fn functions() -> Vec<String> {
    Abi::read(&snap_capi::ffi_inventory()).functions.into_iter().map(|function| function.name).collect()
}

/// The generated files: their paths from the root of the checkout, and their texts. The same on every machine.
pub(crate) fn render() -> Vec<(String, String)> {
    let abi = Abi::read(&snap_capi::ffi_inventory());
    vec![
        ("bindings/generated/snapline.h".to_owned(), header::render(&abi)),
        ("bindings/generated/Native.ps1".to_owned(), powershell::render(&abi)),
    ]
}

/// What the library exports, sorted for print.
struct Abi {
    constants: Vec<Constant>,
    handles: Vec<Handle>,
    functions: Vec<Function>,
}

struct Constant {
    name: String,
    docs: Vec<String>,
    shape: Shape,
    value: String,
}

struct Handle {
    name: String,
    docs: Vec<String>,
}

struct Function {
    name: String,
    docs: Vec<String>,
    parameters: Vec<(String, Shape)>,
    returns: Shape,
}

/// The types that the ABI uses; it needs no more.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Void,
    U8,
    I32,
    U32,
    U64,
    Handle(String),
    Const(Box<Shape>),
    Mut(Box<Shape>),
    /// A type that no backend prints. Its name makes whatever is compiled against the output fail with it.
    Unknown(String),
}

const STATUS: &str = "SNAP_STATUS_";

impl Constant {
    /// Whether it is one of the numbers that calls return.
    fn is_status(&self) -> bool {
        self.name.starts_with(STATUS)
    }

    fn status(&self) -> Option<i64> {
        self.value.parse().ok().filter(|_| self.is_status())
    }
}

impl Function {
    /// The handle that the function is about, if any.
    fn handle(&self) -> Option<&str> {
        self.parameters.iter().find_map(|(_, shape)| shape.handle())
    }

    /// A handle's makers come first and its release last.
    fn rank(&self) -> u8 {
        match self.name.rsplit('_').next() {
            Some("new") => 0,
            Some("free") => 2,
            _ => 1,
        }
    }
}

impl Shape {
    fn of(inventory: &RustInventory, id: TypeId) -> Self {
        let Some(ty) = inventory.types.get(&id) else { return Self::Unknown("unregistered".to_owned()) };
        match &ty.kind {
            TypeKind::Primitive(Primitive::Void) => Self::Void,
            TypeKind::Primitive(Primitive::U8) => Self::U8,
            TypeKind::Primitive(Primitive::I32) => Self::I32,
            TypeKind::Primitive(Primitive::U32) => Self::U32,
            TypeKind::Primitive(Primitive::U64) => Self::U64,
            TypeKind::Opaque => Self::Handle(ty.name.clone()),
            TypeKind::ReadPointer(to) => Self::Const(Box::new(Self::of(inventory, *to))),
            TypeKind::ReadWritePointer(to) => Self::Mut(Box::new(Self::of(inventory, *to))),
            _ => Self::Unknown(ty.name.clone()),
        }
    }

    fn handle(&self) -> Option<&str> {
        match self {
            Self::Handle(name) => Some(name),
            Self::Const(to) | Self::Mut(to) => to.handle(),
            _ => None,
        }
    }
}

impl Abi {
    fn read(inventory: &RustInventory) -> Self {
        let mut constants: Vec<Constant> = inventory
            .constants
            .values()
            .map(|constant| Constant {
                name: constant.name.clone(),
                docs: constant.docs.lines.clone(),
                shape: Shape::of(inventory, constant.ty),
                value: number(&constant.value),
            })
            .collect();
        constants.sort_by_key(|c| (c.is_status(), c.status(), c.name.clone()));

        let mut handles: Vec<Handle> = inventory
            .types
            .values()
            .filter(|ty| ty.kind == TypeKind::Opaque)
            .map(|ty| Handle { name: ty.name.clone(), docs: ty.docs.lines.clone() })
            .collect();
        handles.sort_by(|a, b| a.name.cmp(&b.name));

        let mut functions: Vec<Function> = inventory
            .functions
            .values()
            .map(|function| Function {
                name: function.name.clone(),
                docs: function.docs.lines.clone(),
                parameters: function
                    .signature
                    .arguments
                    .iter()
                    .map(|argument| (argument.name.clone(), Shape::of(inventory, argument.ty)))
                    .collect(),
                returns: Shape::of(inventory, function.signature.rval),
            })
            .collect();
        functions.sort_by_key(|f| (f.handle().map(str::to_owned), f.rank(), f.name.clone()));
        Self { constants, handles, functions }
    }
}

fn number(value: &Value) -> String {
    let Value::Primitive(value) = value;
    match value {
        PrimitiveValue::Bool(v) => u8::from(*v).to_string(),
        PrimitiveValue::U8(v) => v.to_string(),
        PrimitiveValue::U16(v) => v.to_string(),
        PrimitiveValue::U32(v) => v.to_string(),
        PrimitiveValue::U64(v) => v.to_string(),
        PrimitiveValue::Usize(v) => v.to_string(),
        PrimitiveValue::I8(v) => v.to_string(),
        PrimitiveValue::I16(v) => v.to_string(),
        PrimitiveValue::I32(v) => v.to_string(),
        PrimitiveValue::I64(v) => v.to_string(),
        PrimitiveValue::Isize(v) => v.to_string(),
        PrimitiveValue::F32(v) => v.to_string(),
        PrimitiveValue::F64(v) => v.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abi() -> Abi {
        Abi::read(&snap_capi::ffi_inventory())
    }

    #[test]
    fn every_type_of_the_abi_can_be_printed() {
        fn known(shape: &Shape) -> bool {
            match shape {
                Shape::Unknown(_) => false,
                Shape::Const(to) | Shape::Mut(to) => known(to),
                _ => true,
            }
        }
        let abi = abi();
        for function in &abi.functions {
            for (name, shape) in &function.parameters {
                assert!(known(shape), "{}: {name}: {shape:?}", function.name);
            }
            assert!(known(&function.returns), "{}", function.name);
        }
        assert!(abi.constants.iter().all(|constant| known(&constant.shape)));
    }

    #[test]
    fn the_order_is_that_of_a_reader_and_not_of_hashes() {
        let abi = abi();
        let functions: Vec<&str> = abi.functions.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(
            functions,
            [
                "snap_abi_version",
                "snap_buffer_free",
                "snap_flow_new",
                "snap_flow_step",
                "snap_flow_free",
                "snap_session_new",
                "snap_session_add",
                "snap_session_call",
                "snap_session_free",
            ]
        );
        let statuses: Vec<(&str, &str)> =
            abi.constants.iter().filter(|c| c.is_status()).map(|c| (c.name.as_str(), c.value.as_str())).collect();
        assert_eq!(
            statuses,
            [
                ("SNAP_STATUS_ANSWERED", "0"),
                ("SNAP_STATUS_NULL", "1"),
                ("SNAP_STATUS_TOO_LARGE", "2"),
                ("SNAP_STATUS_PANICKED", "3"),
                ("SNAP_STATUS_IN_USE", "4"),
            ]
        );
    }

    #[test]
    fn the_outputs_are_the_same_each_time_and_clean_text() {
        let files = render();
        assert_eq!(files, render());
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["bindings/generated/snapline.h", "bindings/generated/Native.ps1"]);
        for (path, text) in &files {
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends with one line feed");
            assert!(text.is_ascii(), "{path} is read by tools that guess encodings");
            for line in text.lines() {
                assert!(line.len() <= 120 && line.trim_end() == line, "{path}: `{line}`");
            }
        }
    }

    #[test]
    fn the_page_about_the_abi_names_every_number() {
        let page = include_str!("../../../../docs/c-abi.md");
        for constant in abi().constants {
            let row = format!("| {} | `{}` |", constant.value, constant.name);
            assert!(page.contains(&row), "docs/c-abi.md has no row `{row}`");
        }
    }
}
