//! Names and addresses, by the resolver of the machine.
//!
//! A thread asks, since an answer may take seconds; the engine hands answers to the `when` that waits ([`LookUps::deliver`]). Answers
//! are kept for a while, those that were in vain shorter. With `ZEEK_DNS_FAKE` in the environment nobody is asked, and answers are made
//! of the question.

use super::Result;
use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use zander_value::{Addr, Key, Table, Type, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError, Vm};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("lookup_addr", |cx, a| match a.first().and_then(Val::as_addr) {
        Some(address) => ask(cx, Question::Name(address.to_ip())),
        None => Err("the address is not set".into()),
    }),
    ("lookup_hostname", |cx, a| ask(cx, Question::Addresses(name(a)?))),
    ("lookup_hostname_txt", |cx, a| ask(cx, Question::Text(name(a)?))),
    ("blocking_lookup_hostname", |cx, a| {
        let all = super::host_names::addresses(cx, &name(a)?)?;
        Ok(value(Answer::Addresses(all)))
    }),
];

/// The addresses of every name with `ZEEK_DNS_FAKE`.
const FAKE_ADDRESSES: [IpAddr; 1] = [IpAddr::V4(Ipv4Addr::new(255, 255, 0, 0))];

/// How long an answer is good.
const GOOD_FOR: Duration = Duration::from_secs(300);
/// How long it is not asked again after there was no answer.
const BAD_FOR: Duration = Duration::from_secs(30);
/// Answers that are kept at most.
const KEPT: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Question {
    /// The name of an address.
    Name(IpAddr),
    /// The addresses of a name.
    Addresses(String),
    /// The TXT record of a name.
    Text(String),
}

#[derive(Clone, Debug)]
enum Answer {
    Text(Option<String>),
    Addresses(Vec<IpAddr>),
}

impl Question {
    /// Asks the resolver, and waits.
    fn answer(&self) -> Answer {
        match self {
            _ if faked() => self.fake(),
            Question::Name(address) => {
                // The resolver gives the address back as text when it has no name.
                let name = dns_lookup::lookup_addr(address).ok().filter(|n| n.parse::<IpAddr>().is_err());
                Answer::Text(name)
            }
            Question::Addresses(name) => Answer::Addresses(addresses_of(name)),
            Question::Text(name) => Answer::Text(super::text_record::ask(name)),
        }
    }

    /// What is said with `ZEEK_DNS_FAKE`, as the reference says it.
    fn fake(&self) -> Answer {
        match self {
            Question::Name(address) => Answer::Text(Some(format!("fake_addr_lookup_result_{address}"))),
            Question::Addresses(_) => Answer::Addresses(FAKE_ADDRESSES.to_vec()),
            Question::Text(name) => Answer::Text(Some(format!("fake_text_lookup_result_{name}"))),
        }
    }
}

/// Asks the resolver for the addresses of a name, and waits; empty when there are none.
pub(super) fn addresses_of(name: &str) -> Vec<IpAddr> {
    if faked() {
        return FAKE_ADDRESSES.to_vec();
    }
    let found = (name, 0).to_socket_addrs();
    let mut all: Vec<IpAddr> = found.map(|found| found.map(|a| a.ip()).collect()).unwrap_or_default();
    all.sort();
    all.dedup();
    all
}

impl Answer {
    fn is_empty(&self) -> bool {
        match self {
            Answer::Text(t) => t.is_none(),
            Answer::Addresses(all) => all.is_empty(),
        }
    }
}

fn name(args: &[Val]) -> Result<String> {
    match args.first() {
        Some(Val::Str(s)) => Ok(s.to_text().into_owned()),
        _ => Err("the name is not set".into()),
    }
}

fn faked() -> bool {
    std::env::var_os("ZEEK_DNS_FAKE").is_some()
}

/// Questions that are under way, and answers that are known.
#[derive(Clone, Default)]
pub struct LookUps(Rc<RefCell<State>>);

/// Where questions go, and where answers come from.
type Asker = (Sender<Question>, Receiver<(Question, Answer)>);

#[derive(Default)]
struct State {
    /// The thread, once there was a question.
    asker: Option<Asker>,
    waiting: HashMap<Question, Vec<u64>>,
    known: HashMap<Question, (Answer, Instant)>,
}

impl State {
    fn ask(&mut self, question: Question, promise: u64) -> std::io::Result<()> {
        let waiting = self.waiting.entry(question.clone()).or_default();
        waiting.push(promise);
        if waiting.len() > 1 {
            return Ok(());
        }
        if self.asker.is_none() {
            let (questions, asked) = channel::<Question>();
            let (answers, answered) = channel();
            std::thread::Builder::new().name("look-ups".into()).spawn(move || {
                for question in asked {
                    let answer = question.answer();
                    if answers.send((question, answer)).is_err() {
                        return;
                    }
                }
            })?;
            self.asker = Some((questions, answered));
        }
        if let Some((questions, _)) = &self.asker {
            // The thread ends only with this end of the channel.
            let _ = questions.send(question);
        }
        Ok(())
    }

    fn keep(&mut self, question: Question, answer: Answer) {
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        let life = if answer.is_empty() { BAD_FOR } else { GOOD_FOR };
        self.known.insert(question, (answer, Instant::now() + life));
    }
}

impl LookUps {
    /// True while answers are to come.
    pub fn pending(&self) -> bool {
        !self.0.borrow().waiting.is_empty()
    }

    /// Hands answers that came to those who wait for them. True when there was one.
    pub fn deliver(&self, vm: &mut Vm) -> std::result::Result<bool, RuntimeError> {
        let mut any = false;
        loop {
            let (promises, answer) = {
                let state = &mut *self.0.borrow_mut();
                if state.waiting.is_empty() {
                    return Ok(any);
                }
                let Some(Ok((question, answer))) = state.asker.as_ref().map(|(_, a)| a.try_recv()) else {
                    return Ok(any);
                };
                let promises = state.waiting.remove(&question).unwrap_or_default();
                state.keep(question, answer.clone());
                (promises, answer)
            };
            any = true;
            let v = value(answer);
            for promise in promises {
                vm.resolve(promise, v.clone())?;
            }
        }
    }
}

fn ask(cx: &mut Context<'_>, question: Question) -> Result {
    if !cx.evaluates_when() {
        return Err("names and addresses can only be looked up in the condition of a when".into());
    }
    if faked() {
        return Ok(value(question.fake()));
    }
    let look_ups = cx.state::<LookUps>().clone();
    let mut state = look_ups.0.borrow_mut();
    if let Some((answer, until)) = state.known.get(&question)
        && *until > Instant::now()
    {
        return Ok(value(answer.clone()));
    }
    let (promise, delayed) = cx.delay();
    state.ask(question, promise).map_err(|e| RuntimeError::new(format!("names cannot be looked up: {e}")))?;
    Err(delayed)
}

/// The answer as scripts see it.
fn value(answer: Answer) -> Val {
    match answer {
        Answer::Text(t) => Val::str(t.unwrap_or_else(|| "<???>".into())),
        Answer::Addresses(all) => {
            let Type::Table(ty) = Type::set_of(Type::Addr) else { return Val::None };
            let set = Table::new(&ty, None);
            for address in all {
                if let Some(key) = Key::single(&Val::addr(Addr::from(address))) {
                    set.insert_key(key, Val::None, 0.0);
                }
            }
            Val::Table(set)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_once() {
        let mut state = State::default();
        // An address as a name is known without anybody being asked.
        let question = Question::Addresses("127.0.0.1".into());
        state.ask(question.clone(), 1).expect("a thread");
        state.ask(question.clone(), 2).expect("a thread");
        let (_, answers) = state.asker.as_ref().expect("a thread");
        let (answered, answer) = answers.recv_timeout(Duration::from_secs(60)).expect("an answer");
        assert_eq!(answered, question);
        assert!(matches!(&answer, Answer::Addresses(all) if *all == [IpAddr::from([127, 0, 0, 1])]));
        assert!(answers.try_recv().is_err());
        assert_eq!(state.waiting.get(&question), Some(&vec![1, 2]));
    }
}
