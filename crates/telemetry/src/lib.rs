//! Metrics: counters, gauges and histograms, in families that differ by labels.
//!
//! A family is known by its full name, after the naming rules of Prometheus; asking for one that is there gives the same one, and
//! one metric stands for each combination of label values. [`Registry::text`] is the exposition format of Prometheus.
#![forbid(unsafe_code)]

mod serve;

pub use serve::Server;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

/// What a metric can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts measurements below bounds.
    Histogram,
}

/// A value, or the buckets of a histogram.
#[derive(Debug, Default)]
pub struct Metric {
    /// The value of a counter or gauge, the sum of a histogram's measurements.
    pub value: Cell<f64>,
    /// How many measurements fell into each bucket, the last of which has no bound. Empty but for histograms.
    pub buckets: RefCell<Vec<u64>>,
}

/// Metrics of one name.
#[derive(Debug)]
pub struct Family {
    pub kind: Kind,
    /// The first part of the name.
    pub prefix: String,
    /// The whole name, with prefix and unit.
    pub name: String,
    pub unit: String,
    pub help: String,
    pub labels: Vec<String>,
    /// Upper bounds of the buckets, ascending.
    pub bounds: Vec<f64>,
    metrics: RefCell<BTreeMap<Vec<String>, Rc<Metric>>>,
}

impl Family {
    /// The metric with these label values, in the order of the labels; made when it is first asked for.
    pub fn metric(&self, values: Vec<String>) -> Rc<Metric> {
        let buckets = if self.kind == Kind::Histogram { self.bounds.len() + 1 } else { 0 };
        let make = || Rc::new(Metric { value: Cell::new(0.0), buckets: RefCell::new(vec![0; buckets]) });
        self.metrics.borrow_mut().entry(values).or_insert_with(make).clone()
    }

    /// Adds a measurement to a metric of this family.
    pub fn observe(&self, metric: &Metric, measurement: f64) {
        let at = self.bounds.partition_point(|b| *b < measurement);
        if let Some(n) = metric.buckets.borrow_mut().get_mut(at) {
            *n += 1;
        }
        metric.value.set(metric.value.get() + measurement);
    }

    /// All metrics with their label values.
    pub fn all(&self) -> Vec<(Vec<String>, Rc<Metric>)> {
        self.metrics.borrow().iter().map(|(k, m)| (k.clone(), m.clone())).collect()
    }
}

/// All families by name.
#[derive(Debug, Default)]
pub struct Registry {
    families: BTreeMap<String, Rc<Family>>,
}

impl Registry {
    /// The family of this name. One that is there is given as it is; an error when it is another kind or has other labels.
    pub fn family(&mut self, wanted: FamilyOptions<'_>) -> Result<Rc<Family>, String> {
        let FamilyOptions { kind, prefix, name, unit, help, labels, bounds } = wanted;
        let mut full = format!("{prefix}_{name}").replace('-', "_");
        if !unit.is_empty() && unit != "1" {
            let _ = write!(full, "_{unit}");
        }
        if kind == Kind::Counter && !full.ends_with("_total") {
            full.push_str("_total");
        }
        if let Some(known) = self.families.get(&full) {
            return match known.kind == kind && known.labels == labels {
                true => Ok(known.clone()),
                false => Err(format!("the metric {full} is known with another kind or other labels")),
            };
        }
        let family = Rc::new(Family {
            kind,
            prefix: prefix.to_owned(),
            name: full.clone(),
            unit: unit.to_owned(),
            help: help.to_owned(),
            labels,
            bounds,
            metrics: RefCell::default(),
        });
        self.families.insert(full, family.clone());
        Ok(family)
    }

    /// All families, by name.
    pub fn families(&self) -> impl Iterator<Item = &Rc<Family>> {
        self.families.values()
    }

    /// The exposition format of Prometheus, version 0.0.4. All metrics get the `label`, a name and a value, unless its value is
    /// empty.
    pub fn text(&self, label: (&str, &str)) -> String {
        let own = (!label.1.is_empty()).then(|| format!("{}=\"{}\"", label.0, quoted(label.1)));
        let mut out = String::new();
        for f in self.families() {
            let kind = match f.kind {
                Kind::Counter => "counter",
                Kind::Gauge => "gauge",
                Kind::Histogram => "histogram",
            };
            let help = f.help.replace('\\', "\\\\").replace('\n', "\\n");
            let _ = writeln!(out, "# HELP {} {help}\n# TYPE {} {kind}", f.name, f.name);
            for (values, metric) in f.all() {
                let labels = f.labels.iter().zip(&values).map(|(l, v)| format!("{l}=\"{}\"", quoted(v)));
                let labels: Vec<String> = own.iter().cloned().chain(labels).collect();
                sample(&mut out, f, &labels, &metric);
            }
        }
        out
    }
}

fn sample(out: &mut String, f: &Family, labels: &[String], metric: &Metric) {
    let with = |more: Option<String>| {
        let all: Vec<String> = labels.iter().cloned().chain(more).collect();
        if all.is_empty() { String::new() } else { format!("{{{}}}", all.join(",")) }
    };
    if f.kind != Kind::Histogram {
        let _ = writeln!(out, "{}{} {}", f.name, with(None), metric.value.get());
        return;
    }
    let mut below = 0;
    for (i, n) in metric.buckets.borrow().iter().enumerate() {
        below += n;
        let bound = f.bounds.get(i).map_or("+Inf".to_owned(), f64::to_string);
        let _ = writeln!(out, "{}_bucket{} {below}", f.name, with(Some(format!("le=\"{bound}\""))));
    }
    let _ = writeln!(out, "{}_sum{} {}", f.name, with(None), metric.value.get());
    let _ = writeln!(out, "{}_count{} {below}", f.name, with(None));
}

fn quoted(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// What a family is asked for with.
#[derive(Debug)]
pub struct FamilyOptions<'a> {
    pub kind: Kind,
    pub prefix: &'a str,
    pub name: &'a str,
    pub unit: &'a str,
    pub help: &'a str,
    pub labels: Vec<String>,
    pub bounds: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(kind: Kind, name: &str) -> FamilyOptions<'_> {
        let labels = vec!["proto".to_owned()];
        FamilyOptions { kind, prefix: "zeek", name, unit: "", help: "a\nb", labels, bounds: vec![1.0, 2.5] }
    }

    #[test]
    fn exposition() {
        let mut registry = Registry::default();
        let counter = registry.family(options(Kind::Counter, "seen")).unwrap();
        counter.metric(vec!["t\"cp".into()]).value.set(3.0);
        let histogram = registry.family(options(Kind::Histogram, "size")).unwrap();
        let metric = histogram.metric(vec!["udp".into()]);
        [0.5, 1.0, 2.0, 9.0].iter().for_each(|x| histogram.observe(&metric, *x));
        let expected = "# HELP zeek_seen_total a\\nb\n# TYPE zeek_seen_total counter\n\
                        zeek_seen_total{proto=\"t\\\"cp\"} 3\n\
                        # HELP zeek_size a\\nb\n# TYPE zeek_size histogram\n\
                        zeek_size_bucket{proto=\"udp\",le=\"1\"} 2\n\
                        zeek_size_bucket{proto=\"udp\",le=\"2.5\"} 3\n\
                        zeek_size_bucket{proto=\"udp\",le=\"+Inf\"} 4\n\
                        zeek_size_sum{proto=\"udp\"} 12.5\nzeek_size_count{proto=\"udp\"} 4\n";
        assert_eq!(registry.text(("node", "")), expected);
        let named = registry.text(("node", "w-1"));
        assert!(named.contains("zeek_size_bucket{node=\"w-1\",proto=\"udp\",le=\"1\"} 2\n"), "{named}");
    }

    #[test]
    fn a_family_is_itself_again() {
        let mut registry = Registry::default();
        let first = registry.family(options(Kind::Gauge, "g")).unwrap();
        first.metric(vec!["a".into()]).value.set(1.0);
        assert_eq!(registry.family(options(Kind::Gauge, "g")).unwrap().all().len(), 1);
        assert!(registry.family(options(Kind::Histogram, "g")).is_err());
    }
}
