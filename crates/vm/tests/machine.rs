//! The machine on trees made by hand: calls, loops, records, tables, events, hooks, errors.

mod tree;

use std::rc::Rc;
use tree::*;
use zander_compile::hir::{Callee, ExprKind, FuncKind, Op, Place, StmtKind};
use zander_compile::lower::Lowered;
use zander_value::{Field, RecordType, Type, Val};
use zander_vm::{Builtins, MemoryHost, Vm};

fn machine(program: zander_compile::hir::Program) -> Vm {
    let mut vm = Vm::new(Builtins::default(), Box::new(MemoryHost::default()));
    vm.finish_loading(Rc::new(Lowered::new(program)));
    vm
}

fn stdout(vm: &mut Vm) -> String {
    let host = vm.host.as_any().and_then(|h| h.downcast_mut::<MemoryHost>()).expect("the host of tests");
    String::from_utf8_lossy(&std::mem::take(&mut host.stdout)).into_owned()
}

fn reports(vm: &mut Vm) -> Vec<String> {
    let host = vm.host.as_any().and_then(|h| h.downcast_mut::<MemoryHost>()).expect("the host of tests");
    std::mem::take(&mut host.reports).into_iter().map(|r| r.message).collect()
}

/// `function fib(n: count): count { return n < 2 ? n : fib(n - 1) + fib(n - 2); }`
fn fib() -> zander_compile::hir::Program {
    let n = || local(0, Type::Count);
    let call = |k: u64| {
        let arg = binary(Op::Subtract, n(), count(k), Type::Count);
        expr(ExprKind::Call(Callee::Func(id(0)), vec![arg]), Type::Count)
    };
    let sum = binary(Op::Add, call(1), call(2), Type::Count);
    let test = binary(Op::Less, n(), count(2), Type::Bool);
    let choice = expr(ExprKind::Cond(Box::new(test), Box::new(n()), Box::new(sum)), Type::Count);
    let mut p = Tree::default();
    p.func("fib", FuncKind::Function, &[Type::Count], Type::Count, &[], returns(choice));
    p.program
}

#[test]
fn calls() {
    let mut vm = machine(fib());
    assert_eq!(vm.call(0, &[Val::Count(20)]).unwrap().as_count(), Some(6765));
    assert!(vm.call(0, &[Val::None]).is_err());
}

/// Prints how long the two benchmarks of calls and arithmetic take. Run with `--ignored --nocapture`.
#[test]
#[ignore = "takes long without optimisation"]
fn speed() {
    let start = std::time::Instant::now();
    let mut vm = machine(fib());
    assert_eq!(vm.call(0, &[Val::Count(32)]).unwrap().as_count(), Some(2178309));
    println!("fib(32): {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let mut vm = machine(sums(20_000_000));
    vm.call(0, &[]).unwrap();
    println!("loops: {:?}", start.elapsed());
}

/// `while ( i < n ) { if ( i % 3 == 0 ) sum += i * 0.5; i += 1; } return sum;`
fn sums(n: u64) -> zander_compile::hir::Program {
    let (sum, i) = (0, 1);
    let var = |k, t| local(k, t);
    let third = binary(Op::Modulo, var(i, Type::Count), count(3), Type::Count);
    let test = binary(Op::Equal, third, count(0), Type::Bool);
    let half = binary(
        Op::Multiply,
        convert(zander_compile::hir::Conversion::CountToDouble, var(i, Type::Count), Type::Double),
        constant(Val::Double(0.5), Type::Double),
        Type::Double,
    );
    let body = block(vec![
        when_true(test, effect(update(Op::Add, place(sum), half, Type::Double))),
        effect(update(Op::Add, place(i), count(1), Type::Count)),
    ]);
    let mut p = Tree::default();
    let code = block(vec![
        effect(assign(place(sum), constant(Val::Double(0.0), Type::Double))),
        effect(assign(place(i), count(0))),
        stmt(StmtKind::While(binary(Op::Less, var(i, Type::Count), count(n), Type::Bool), Box::new(body))),
        returns(var(sum, Type::Double)),
    ]);
    p.func("sums", FuncKind::Function, &[], Type::Double, &[Type::Double, Type::Count], code);
    p.program
}

#[test]
fn loops() {
    let mut vm = machine(sums(10));
    assert_eq!(vm.call(0, &[]).unwrap().as_seconds(), Some(9.0));
}

#[test]
fn hooks_events_and_errors() {
    // event e(n: count) prints 10 / n; a second handler prints n. hook h breaks off when n is 3.
    let mut p = Tree::default();
    let n = || local(0, Type::Count);
    let quotient = binary(Op::Divide, count(10), n(), Type::Count);
    p.func("e", FuncKind::Event, &[Type::Count], Type::Void, &[], stmt(StmtKind::Print(vec![quotient])));
    p.handler(0, -1, stmt(StmtKind::Print(vec![n()])));
    let is_three = binary(Op::Equal, n(), count(3), Type::Bool);
    p.func("h", FuncKind::Hook, &[Type::Count], Type::Bool, &[], when_true(is_three, stmt(StmtKind::Break)));
    let mut vm = machine(p.program);
    for n in [5, 0, 2] {
        assert!(vm.raise("e", [Val::Count(n)].into_iter().collect()));
    }
    vm.drain().unwrap();
    assert_eq!(stdout(&mut vm), "2\n5\n0\n5\n2\n");
    assert_eq!(reports(&mut vm), ["division by zero"]);
    assert_eq!(vm.call(1, &[Val::Count(3)]).unwrap().as_bool(), Some(false));
    assert_eq!(vm.call(1, &[Val::Count(4)]).unwrap().as_bool(), Some(true));
    assert!(!vm.raise("nobody", Default::default()));
}

#[test]
fn records_and_tables() {
    // local r = R($a = 1); t["x"] = r; t["x"]$a += 4; return t["x"]$a + |t|;
    let ty = Rc::new(RecordType::new("R"));
    ty.add(Field::required("a", Type::Count));
    let record = Type::Record(ty.clone());
    let Type::Table(table_type) = Type::table_of(Type::String, record.clone()) else { unreachable!() };
    let table = Type::Table(table_type.clone());
    let (t, r) = (0, 1);
    let element = || {
        let kind = ExprKind::TableIndex(Box::new(local(t, table.clone())), vec![string("x")]);
        expr(kind, record.clone())
    };
    let field = || expr(ExprKind::Field(Box::new(element()), 0), Type::Count);
    let size = expr(ExprKind::Size(Box::new(local(t, table.clone()))), Type::Count);
    let mut p = Tree::default();
    let code = block(vec![
        stmt(StmtKind::Declare(zander_compile::hir::LocalId(t))),
        effect(assign(place(r), expr(ExprKind::Record(ty.clone(), vec![(0, count(1))]), record.clone()))),
        effect(assign(
            Place::TableElement(local(t, table.clone()), vec![string("x")]),
            local(r, record.clone()),
        )),
        effect(update(Op::Add, Place::Field(element(), 0), count(4), Type::Count)),
        returns(binary(Op::Add, field(), size, Type::Count)),
    ]);
    p.func("f", FuncKind::Function, &[], Type::Count, &[table.clone(), record.clone()], code);
    let mut vm = machine(p.program);
    assert_eq!(vm.call(0, &[]).unwrap().as_count(), Some(6));
}
