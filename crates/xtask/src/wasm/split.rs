//! The core in two halves, of which the page loads the first at once and the other when it is first needed (N8).
//!
//! Both work in one memory and one table, so sessions know nothing of it. The first half has every function that the page's
//! first view was seen to run; in the place of each other one that it may call stands a stub, which calls the import
//! `later` until the rest is there, then goes through the table. The rest imports what it needs of the first half, puts its
//! own functions into the table, and brings the bytes of the time zones along.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context as _, bail};
use walrus::ir::{
    Const, Instr, InstrSeq, InstrSeqId, InstrSeqType, MemArg, Store, StoreKind, UnaryOp, Value, Visitor, dfs_in_order,
};
use walrus::{
    ConstExpr, Data, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportKind, ImportedFunction, MemoryId, Module, ModuleConfig, TableId, ValType,
};

/// What the first half imports: a function that joins the rest before it returns.
pub(super) const LATER: (&str, &str) = ("./later.js", "later");

/// The first half's name among the rest's imports.
pub(super) const FIRST: &str = "first";

/// The first half's global that says whether the rest is there.
pub(super) const JOINED: &str = "joined";

/// Where [`marked`] notes the functions that ran: the far end of the stack, which only an overflow would reach.
pub(super) const NOTES: u32 = 1_024;

/// How far `tests/page/first-view.mjs` reads the notes.
const MARKED: u64 = 65_536;

/// The two halves.
pub(super) struct Halves {
    pub(super) first: Vec<u8>,
    pub(super) rest: Vec<u8>,
}

/// The core with a mark at the start of each function: when it has run, the byte at [`NOTES`] plus its index is 1.
pub(super) fn marked(wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut module = parse(wasm)?;
    let memory = module.get_memory_id().context("the core has one memory")?;
    let lowest = module.data.iter().filter_map(address).min().context("the core has data")?;
    if u64::from(NOTES) + module.funcs.iter().count() as u64 > MARKED.min(lowest.into()) {
        bail!("the notes of what ran would reach what the core keeps in its memory");
    }
    for (id, function) in module.funcs.iter_local_mut() {
        let offset = u64::from(NOTES) + id.index() as u64;
        let store = Store { memory, kind: StoreKind::I32_8 { atomic: false }, arg: MemArg { align: 1, offset } };
        let entry = function.entry_block();
        let mut body = function.builder_mut().instr_seq(entry);
        body.instr_at(0, walrus::ir::Const { value: Value::I32(0) });
        body.instr_at(1, walrus::ir::Const { value: Value::I32(1) });
        body.instr_at(2, store);
    }
    Ok(module.emit_wasm())
}

/// Splits the core by the indices of the functions that ran.
pub(super) fn split(wasm: &[u8], ran: &BTreeSet<usize>) -> anyhow::Result<Halves> {
    let mut first = parse(wasm)?;
    let kept = |id: FunctionId| ran.contains(&id.index());
    let table = first.tables.main_function_table()?.context("the core has one table of functions")?;
    let slots = first.tables.get(table).initial;
    // Offered before what nothing refers to is dropped: the rest may call what the first half never does.
    let given: Vec<FunctionId> = first
        .imports
        .iter()
        .filter_map(|import| match import.kind {
            ImportKind::Function(id) => Some(id),
            _ => None,
        })
        .collect();
    let offers: Vec<_> = given.iter().map(|id| first.exports.add(&function_name(*id), *id)).collect();
    let entries: Vec<usize> = stub(&mut first, table, slots, kept)?.iter().map(FunctionId::index).collect();
    let cold = cool(&mut first)?;

    let rest = rest(wasm, slots, &entries, cold, kept)?;
    // What the rest asks for is what the first half has to offer.
    let wanted: BTreeSet<&str> = rest.imports.iter().map(|import| import.name.as_str()).collect();
    for offer in offers {
        if !wanted.contains(first.exports.get(offer).name.as_str()) {
            first.exports.delete(offer);
        }
    }
    let functions: Vec<FunctionId> = first.funcs.iter().map(|function| function.id()).collect();
    for id in functions.into_iter().filter(|id| !given.contains(id)) {
        offer(&mut first, &wanted, &function_name(id), id.into());
    }
    let globals: Vec<GlobalId> = first.globals.iter().map(|global| global.id()).collect();
    for id in globals {
        offer(&mut first, &wanted, &global_name(id), id.into());
    }
    let memory = first.get_memory_id()?;
    offer(&mut first, &wanted, "m", memory.into());
    for id in first.tables.iter().map(|table| table.id()).collect::<Vec<_>>() {
        offer(&mut first, &wanted, &table_name(id), id.into());
    }
    let mut rest = rest;
    Ok(Halves { first: first.emit_wasm(), rest: rest.emit_wasm() })
}

fn parse(wasm: &[u8]) -> anyhow::Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config.parse(wasm)
}

fn offer(module: &mut Module, wanted: &BTreeSet<&str>, name: &str, item: ExportItem) {
    if wanted.contains(name) {
        module.exports.add(name, item);
    }
}

/// Short names: each is written twice.
fn function_name(id: FunctionId) -> String {
    format!("f{:x}", id.index())
}

fn global_name(id: GlobalId) -> String {
    format!("g{:x}", id.index())
}

fn table_name(id: TableId) -> String {
    format!("t{:x}", id.index())
}

/// Puts stubs in place of the functions that did not run, and gives those that the first half may call, in the order of
/// their slots.
fn stub(
    module: &mut Module,
    table: TableId,
    slots: u64,
    kept: impl Fn(FunctionId) -> bool,
) -> anyhow::Result<Vec<FunctionId>> {
    let nothing = module.types.add(&[], &[]);
    let (later, _) = module.add_import_func(LATER.0, LATER.1, nothing);
    let joined = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
    module.exports.add(JOINED, joined);
    guard(module, later, joined)?;
    let moved: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).filter(|id| !kept(*id)).collect();
    let put = |module: &mut Module, id: FunctionId, slot: u64| -> anyhow::Result<()> {
        let ty = module.funcs.get(id).ty();
        let (takes, gives) = module.types.params_results(ty);
        let (takes, gives) = (takes.to_vec(), gives.to_vec());
        let locals: Vec<_> = takes.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &takes, &gives);
        let mut body = builder.func_body();
        body.global_get(joined).unop(UnaryOp::I32Eqz).if_else(
            InstrSeqType::Simple(None),
            |then| {
                then.call(later);
            },
            |_| {},
        );
        for local in &locals {
            body.local_get(*local);
        }
        body.i32_const(i32::try_from(slot)?).call_indirect(ty, table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(locals));
        Ok(())
    };
    for id in &moved {
        put(module, *id, 0)?;
    }
    // What nothing refers to is not part of the first half at all.
    walrus::passes::gc::run(module);
    let left: BTreeSet<usize> = module.funcs.iter().map(|function| function.id().index()).collect();
    let entries: Vec<FunctionId> = moved.into_iter().filter(|id| left.contains(&id.index())).collect();
    for (slot, id) in (slots..).zip(&entries) {
        put(module, *id, slot)?;
    }
    let table = module.tables.get_mut(table);
    table.initial += entries.len() as u64;
    table.maximum = table.maximum.map(|most| most + entries.len() as u64);
    Ok(entries)
}

/// The other half: what did not run, with the rest of the module as imports.
fn rest(
    wasm: &[u8],
    slots: u64,
    entries: &[usize],
    cold: Vec<(u32, Vec<u8>)>,
    kept: impl Fn(FunctionId) -> bool,
) -> anyhow::Result<Module> {
    let mut module = parse(wasm)?;
    let table = module.tables.main_function_table()?.context("the core has one table of functions")?;
    let memory = module.get_memory_id()?;
    module.start = None;
    for id in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(id);
    }
    for id in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.delete(id);
    }
    for id in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        module.elements.delete(id);
    }
    for id in module.imports.iter().map(|import| import.id()).collect::<Vec<_>>() {
        module.imports.delete(id);
    }
    let functions: Vec<(FunctionId, bool)> = module
        .funcs
        .iter()
        .map(|function| (function.id(), matches!(function.kind, FunctionKind::Import(_)) || kept(function.id())))
        .collect();
    for (id, _) in functions.into_iter().filter(|(_, of_first)| *of_first) {
        let ty = module.funcs.get(id).ty();
        let import = module.imports.add(FIRST, &function_name(id), id);
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    for id in module.globals.iter().map(|global| global.id()).collect::<Vec<_>>() {
        let import = module.imports.add(FIRST, &global_name(id), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    let import = module.imports.add(FIRST, "m", memory);
    let of_memory = module.memories.get_mut(memory);
    of_memory.import = Some(import);
    of_memory.data_segments.clear();
    for id in module.tables.iter().map(|table| table.id()).collect::<Vec<_>>() {
        let import = module.imports.add(FIRST, &table_name(id), id);
        let of_first = module.tables.get_mut(id);
        of_first.import = Some(import);
        of_first.elem_segments.clear();
    }
    let of_table = module.tables.get_mut(table);
    of_table.initial = slots + entries.len() as u64;
    of_table.maximum = of_table.maximum.map(|most| most + entries.len() as u64);

    let offset = ConstExpr::Value(Value::I32(i32::try_from(slots)?));
    // The same bytes were parsed, so an index is one function in both.
    let ids: BTreeMap<usize, FunctionId> =
        module.funcs.iter().map(|function| (function.id().index(), function.id())).collect();
    let entries = entries.iter().filter_map(|at| ids.get(at).copied()).collect();
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(entries));
    module.tables.get_mut(table).elem_segments.insert(element);
    for (at, bytes) in cold {
        lay(&mut module, memory, at, bytes);
    }
    // Exported, they keep what fills them.
    module.exports.add("m", memory);
    module.exports.add("t", table);
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

/// Where a piece of data lies.
fn address(data: &Data) -> Option<u32> {
    match data.kind {
        DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } => Some(start.cast_unsigned()),
        _ => None,
    }
}

/// Has `bytes` lie at an address from the start.
fn lay(module: &mut Module, memory: MemoryId, at: u32, bytes: Vec<u8>) {
    let offset = ConstExpr::Value(Value::I32(at.cast_signed()));
    let data = module.data.add(DataKind::Active { memory, offset }, bytes);
    module.memories.get_mut(memory).data_segments.insert(data);
}

/// Has whatever takes the address of the time zones join the rest first: no byte of them is read before it is there.
fn guard(module: &mut Module, later: FunctionId, joined: GlobalId) -> anyhow::Result<()> {
    struct Named<'s> {
        starts: &'s BTreeSet<u32>,
        at: Vec<(InstrSeqId, usize)>,
    }
    impl<'i> Visitor<'i> for Named<'_> {
        fn start_instr_seq(&mut self, seq: &'i InstrSeq) {
            let names = |(at, (instr, _)): (usize, &(Instr, _))| {
                let address = match instr {
                    Instr::Const(Const { value: Value::I32(value) }) => value.cast_unsigned(),
                    Instr::Load(load) => u32::try_from(load.arg.offset).ok()?,
                    _ => return None,
                };
                self.starts.contains(&address).then_some((seq.id(), at))
            };
            let found: Vec<_> = seq.instrs.iter().enumerate().filter_map(names).collect();
            self.at.extend(found);
        }
    }
    let data = || module.data.iter().filter_map(|data| Some((address(data)?, &data.value)));
    let mut starts = BTreeSet::new();
    for (start, bytes) in data() {
        for zone in zones(bytes) {
            starts.insert(start + u32::try_from(zone.start)?);
        }
    }
    let pointer = |word: &[u8]| word.try_into().is_ok_and(|word| starts.contains(&u32::from_le_bytes(word)));
    if data().any(|(_, bytes)| bytes.chunks(4).any(pointer)) {
        bail!("the address of the time zones is in the core's data, where nothing tells who reads it");
    }
    let mut guarded = 0;
    for (_, function) in module.funcs.iter_local_mut() {
        let mut named = Named { starts: &starts, at: Vec::new() };
        dfs_in_order(&mut named, function, function.entry_block());
        guarded += named.at.len();
        // From the end, so that the places before stay what they are.
        for (seq, at) in named.at.into_iter().rev() {
            let mut seq = function.builder_mut().instr_seq(seq);
            seq.if_else_at(
                at,
                InstrSeqType::Simple(None),
                |then| {
                    then.call(later);
                },
                |_| {},
            );
            seq.unop_at(at, UnaryOp::I32Eqz).global_get_at(at, joined);
        }
    }
    if guarded == 0 {
        bail!("nothing in the core names the address of its time zones");
    }
    Ok(())
}

/// Takes the bytes of the time zones out of the first half: their addresses and what is to be there.
fn cool(module: &mut Module) -> anyhow::Result<Vec<(u32, Vec<u8>)>> {
    let memory = module.get_memory_id()?;
    let mut cold = Vec::new();
    for id in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        let data = module.data.get(id);
        let Some(start) = address(data) else { continue };
        let bytes = data.value.clone();
        let zones = zones(&bytes);
        if zones.is_empty() {
            continue;
        }
        module.data.delete(id);
        module.memories.get_mut(memory).data_segments.remove(&id);
        let mut at = 0;
        let warm = |module: &mut Module, range: Range<usize>| -> anyhow::Result<()> {
            if let Some(bytes) = bytes.get(range.clone()).filter(|bytes| !bytes.is_empty()) {
                lay(module, memory, start + u32::try_from(range.start)?, bytes.to_vec());
            }
            Ok(())
        };
        for zone in zones {
            warm(module, at..zone.start)?;
            at = zone.end;
            cold.push((start + u32::try_from(zone.start)?, bytes.get(zone).unwrap_or_default().to_vec()));
        }
        warm(module, at..bytes.len())?;
    }
    if cold.is_empty() {
        bail!("the core has no time zones in its data");
    }
    Ok(cold)
}

/// Where files of the time zone database lie in `bytes`, neighbours joined: each begins with `TZif`, and how long it is its
/// two heads say (RFC 9636).
fn zones(bytes: &[u8]) -> Vec<Range<usize>> {
    const MAGIC: &[u8] = b"TZif";
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.windows(4).position(|w| w == MAGIC)).map(|n| at + n) {
        let Some(end) = zone_end(bytes, start) else {
            at = start + MAGIC.len();
            continue;
        };
        match found.last_mut() {
            Some(before) if before.end == start => before.end = end,
            _ => found.push(start..end),
        }
        at = end;
    }
    found
}

fn zone_end(bytes: &[u8], start: usize) -> Option<usize> {
    // Of the first block times have four bytes, of the second eight.
    let second = block_end(bytes, start, 4)?;
    let footer = block_end(bytes, second, 8)?;
    // A line of its own, between line feeds.
    let line = bytes.get(footer..)?.strip_prefix(b"\n")?;
    Some(footer + 1 + line.iter().position(|byte| *byte == b'\n')? + 1)
}

fn block_end(bytes: &[u8], start: usize, time: usize) -> Option<usize> {
    const HEAD: usize = 44;
    let head = bytes.get(start..start + HEAD)?;
    if !head.starts_with(b"TZif") {
        return None;
    }
    let count = |at: usize| -> Option<usize> {
        let four = head.get(20 + 4 * at..24 + 4 * at)?;
        Some(u32::from_be_bytes(four.try_into().ok()?) as usize)
    };
    let (utc, standard, leaps, times, types, letters) =
        (count(0)?, count(1)?, count(2)?, count(3)?, count(4)?, count(5)?);
    let body = times * (time + 1) + types * 6 + letters + leaps * (time + 4) + standard + utc;
    (start + HEAD + body <= bytes.len()).then_some(start + HEAD + body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UTC: one type, four letters, in both blocks.
    fn zone() -> Vec<u8> {
        let mut block = b"TZif2".to_vec();
        block.resize(20, 0);
        [0_u32, 0, 0, 0, 1, 4].iter().for_each(|count| block.extend(count.to_be_bytes()));
        block.extend(b"\0\0\0\0\0\0UTC\0");
        [&block[..], &block, b"\nUTC0\n"].concat()
    }

    #[test]
    fn zones_are_found_whole_and_neighbours_as_one() {
        let one = zone();
        let all = [b"ab".as_slice(), &one, &one, b"TZif", &one, &one[..one.len() - 1]].concat();
        let after = 2 + 2 * one.len();
        assert_eq!(zones(&all), [2..after, after + 4..after + 4 + one.len()]);
        assert_eq!(zones(b"TZif"), []);
    }

    #[test]
    fn a_module_without_zones_or_data_is_refused() {
        assert!(split(b"\0asm\x01\0\0\0", &BTreeSet::new()).is_err());
        assert!(marked(b"\0asm\x01\0\0\0").is_err());
    }
}
