//! Which tool wrote a document: judged by structure alone, never by the file's name.

use std::fmt;

use serde::Serialize;

/// The five shapes a document may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Azure CLI: flat, camelCase, an array or one object.
    AzList,
    /// `Get-AzSnapshot`, `Get-AzDisk` through `ConvertTo-Json`: flat, `PascalCase` (P10, P12).
    AzPowershellFlat,
    /// The same with `Properties` nested, or any list inside Windows PowerShell's `{"value": […], "Count": n}`.
    AzPowershellNested,
    /// A page of a list of the service, or one resource of it (A24).
    ArmPage,
    /// Rows of Azure Resource Graph, as JSON or as the portal's CSV.
    ResourceGraph,
}

impl Shape {
    /// The stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::AzList => "az_list",
            Self::AzPowershellFlat => "az_powershell_flat",
            Self::AzPowershellNested => "az_powershell_nested",
            Self::ArmPage => "arm_page",
            Self::ResourceGraph => "resource_graph",
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What the outermost list was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapper {
    /// `{"value": […]}`
    Value,
    /// `{"value": […], "Count": n}`
    Counted,
    /// `{"data": […]}`
    Data,
    /// A bare array.
    Array,
}

/// How the first resource was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    /// Its members lie under `properties`.
    pub(super) nested: bool,
    /// Its member names begin with a capital.
    pub(super) capital: bool,
}

/// The shape behind what was seen; `style` is `None` when no resource was found.
pub(super) fn judge(wrapper: Option<Wrapper>, style: Option<Style>) -> Shape {
    let Style { nested, capital } = style.unwrap_or_default();
    match (wrapper, nested, capital) {
        (Some(Wrapper::Data), ..) => Shape::ResourceGraph,
        (Some(Wrapper::Counted), ..) => Shape::AzPowershellNested,
        (Some(Wrapper::Value), ..) => Shape::ArmPage,
        (_, true, true) => Shape::AzPowershellNested,
        (_, false, true) => Shape::AzPowershellFlat,
        (Some(Wrapper::Array), true, false) => Shape::ResourceGraph,
        (None, true, false) => Shape::ArmPage,
        (_, false, false) => Shape::AzList,
    }
}
