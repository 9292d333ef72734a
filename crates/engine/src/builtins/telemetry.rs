//! Metrics of scripts.

use super::Result;
use std::any::Any;
use std::fmt;
use std::rc::Rc;
use zander_builtins::complain;
use zander_telemetry::{Family, FamilyOptions, Kind, Metric, Registry};
use zander_value::{Key, Opaque, OpaqueRef, Record, Type, Val, Vector};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Telemetry::__counter_family", |cx, args| family(cx, args, Kind::Counter)),
    ("Telemetry::__gauge_family", |cx, args| family(cx, args, Kind::Gauge)),
    ("Telemetry::__histogram_family", |cx, args| family(cx, args, Kind::Histogram)),
    ("Telemetry::__counter_metric_get_or_add", |_, args| metric(args)),
    ("Telemetry::__gauge_metric_get_or_add", |_, args| metric(args)),
    ("Telemetry::__histogram_metric_get_or_add", |_, args| metric(args)),
    ("Telemetry::__counter_inc", |_, args| {
        let by = number(args, 1);
        // A counter only grows.
        if by < 0.0 {
            return Ok(Val::Bool(false));
        }
        change(args, by)
    }),
    ("Telemetry::__gauge_inc", |_, args| change(args, number(args, 1))),
    ("Telemetry::__gauge_dec", |_, args| change(args, -number(args, 1))),
    ("Telemetry::__counter_value", |_, args| value(args)),
    ("Telemetry::__gauge_value", |_, args| value(args)),
    ("Telemetry::__histogram_sum", |_, args| value(args)),
    ("Telemetry::__histogram_observe", |_, args| {
        let m = held::<MetricVal>(args)?;
        m.family.observe(&m.metric, number(args, 1));
        Ok(Val::Bool(true))
    }),
    ("Telemetry::__collect_metrics", |cx, args| collect(cx, args, false)),
    ("Telemetry::__collect_histogram_metrics", |cx, args| collect(cx, args, true)),
];

/// `opaque of counter_metric_family` and its like.
struct FamilyVal(Rc<Family>);

/// `opaque of counter_metric` and its like.
struct MetricVal {
    family: Rc<Family>,
    metric: Rc<Metric>,
}

impl fmt::Debug for FamilyVal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl fmt::Debug for MetricVal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.family.name)
    }
}

impl Opaque for FamilyVal {
    fn type_name(&self) -> &str {
        match self.0.kind {
            Kind::Counter => "counter_metric_family",
            Kind::Gauge => "gauge_metric_family",
            Kind::Histogram => "histogram_metric_family",
        }
    }

    /// A copy is the same family.
    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(FamilyVal(self.0.clone())))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Opaque for MetricVal {
    fn type_name(&self) -> &str {
        match self.family.kind {
            Kind::Counter => "counter_metric",
            Kind::Gauge => "gauge_metric",
            Kind::Histogram => "histogram_metric",
        }
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(MetricVal { family: self.family.clone(), metric: self.metric.clone() }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn held<T: 'static>(args: &[Val]) -> Result<&T> {
    match args.first() {
        Some(Val::Opaque(o)) => {
            o.0.as_any().downcast_ref::<T>().ok_or_else(|| "this is another kind of metric".into())
        }
        _ => Err("the metric is not set".into()),
    }
}

fn number(args: &[Val], at: usize) -> f64 {
    match args.get(at) {
        Some(Val::Double(x)) => *x,
        _ => 1.0,
    }
}

fn text(v: Option<&Val>) -> String {
    match v {
        Some(Val::Str(s)) => String::from_utf8_lossy(s.as_bytes()).into_owned(),
        _ => String::new(),
    }
}

fn items(v: Option<&Val>) -> Vec<Val> {
    match v {
        Some(Val::Vector(v)) => v.items.borrow().clone(),
        _ => Vec::new(),
    }
}

fn family(cx: &mut Context<'_>, args: &[Val], kind: Kind) -> Result {
    let labels = items(args.get(2)).iter().map(|l| text(Some(l))).collect();
    let mut rest = args[3..].iter();
    let bounds = match kind {
        Kind::Histogram => items(rest.next())
            .iter()
            .filter_map(|b| if let Val::Double(x) = b { Some(*x) } else { None })
            .collect(),
        _ => Vec::new(),
    };
    let (prefix, name) = (text(args.first()), text(args.get(1)));
    let (help, unit) = (text(rest.next()), text(rest.next()));
    let wanted =
        FamilyOptions { kind, prefix: &prefix, name: &name, unit: &unit, help: &help, labels, bounds };
    match cx.state::<Registry>().family(wanted) {
        Ok(f) => Ok(Val::Opaque(OpaqueRef::new(FamilyVal(f)))),
        Err(e) => {
            complain(cx, &e);
            Err("there is no such family of metrics".into())
        }
    }
}

fn metric(args: &[Val]) -> Result {
    let f = &held::<FamilyVal>(args)?.0;
    let values = match args.get(1) {
        Some(Val::Table(t)) => f
            .labels
            .iter()
            .map(|l| text(Key::single(&Val::str(l.clone())).and_then(|key| t.get(&key)).as_ref()))
            .collect(),
        _ => Vec::new(),
    };
    let metric = f.metric(values);
    Ok(Val::Opaque(OpaqueRef::new(MetricVal { family: f.clone(), metric })))
}

fn change(args: &[Val], by: f64) -> Result {
    let m = held::<MetricVal>(args)?;
    m.metric.value.set(m.metric.value.get() + by);
    Ok(Val::Bool(true))
}

fn value(args: &[Val]) -> Result {
    Ok(Val::Double(held::<MetricVal>(args)?.metric.value.get()))
}

/// Whether a pattern of letters and `*` is this name.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |part| part.is_empty() || rest.is_empty() || name.ends_with(part))
}

fn strings(all: &[String]) -> Val {
    let items = all.iter().map(|s| Val::str(s.clone())).collect();
    Val::Vector(Vector::from(Type::String, items))
}

fn collect(cx: &mut Context<'_>, args: &[Val], histograms: bool) -> Result {
    let (prefix, name) = (text(args.first()), text(args.get(1)));
    let families: Vec<Rc<Family>> = cx
        .state::<Registry>()
        .families()
        .filter(|f| (f.kind == Kind::Histogram) == histograms)
        .filter(|f| matches(&prefix, &f.prefix) && (matches(&name, &f.name) || matches(&name, short(f))))
        .cloned()
        .collect();
    let kind = if histograms { "Telemetry::HistogramMetric" } else { "Telemetry::Metric" };
    let (Some(Type::Record(ty)), Some(Type::Record(opts)), Some(Type::Enum(kinds))) =
        (cx.type_named(kind), cx.type_named("Telemetry::MetricOpts"), cx.type_named("Telemetry::MetricType"))
    else {
        return Err("no script declares the metrics".into());
    };
    let mut all = Vec::new();
    for f in families {
        let o = Record::new(&opts);
        let member = match f.kind {
            Kind::Counter => "COUNTER",
            Kind::Gauge => "GAUGE",
            Kind::Histogram => "HISTOGRAM",
        };
        let fields = [
            ("prefix", Val::str(f.prefix.clone())),
            ("name", Val::str(f.name.clone())),
            ("unit", Val::str(f.unit.clone())),
            ("help_text", Val::str(f.help.clone())),
            ("label_names", strings(&f.labels)),
            ("is_total", Val::Bool(f.kind == Kind::Counter)),
        ];
        fields.into_iter().for_each(|(name, v)| set(&o, name, v));
        if let Some(item) = kinds.by_name(format!("Telemetry::{member}").as_bytes()) {
            set(&o, "metric_type", Val::Enum(item));
        }
        if histograms {
            set(&o, "bounds", doubles(f.bounds.iter().copied().chain([f64::INFINITY])));
        }
        for (values, metric) in f.all() {
            let r = Record::new(&ty);
            set(&r, "opts", Val::Record(o.clone()));
            set(&r, "label_names", strings(&f.labels));
            set(&r, "label_values", strings(&values));
            if histograms {
                let buckets = metric.buckets.borrow();
                set(&r, "values", doubles(buckets.iter().map(|n| *n as f64)));
                set(&r, "observations", Val::Double(buckets.iter().sum::<u64>() as f64));
                set(&r, "sum", Val::Double(metric.value.get()));
            } else {
                set(&r, "value", Val::Double(metric.value.get()));
            }
            all.push(Val::Record(r));
        }
    }
    Ok(Val::Vector(Vector::from(Type::Any, all)))
}

/// The name without its prefix.
fn short(f: &Family) -> &str {
    f.name.strip_prefix(&f.prefix).map_or(&f.name, |rest| rest.trim_start_matches('_'))
}

fn doubles(all: impl Iterator<Item = f64>) -> Val {
    Val::Vector(Vector::from(Type::Double, all.map(Val::Double).collect()))
}

fn set(r: &Record, name: &str, v: Val) {
    if let Some(slot) = r.ty.slot(name) {
        r.set(slot, v);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn patterns() {
        let check =
            |pattern, name, expected| assert_eq!(super::matches(pattern, name), expected, "{pattern} {name}");
        check("*", "zeek", true);
        check("zeek", "zeek", true);
        check("ze*", "zeek", true);
        check("*_total", "a_total_b_total", true);
        check("z*x", "zeek", false);
        check("zeek", "zeekx", false);
    }
}
