//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_redis::REDIS;
use zander_value::Port;

fn check(orig: bool, bytes: &[u8], expected: &[&str]) {
    let bench = || {
        let mut bench = Bench::new(Anything::default(), &REDIS, Port::tcp(6379));
        if !orig {
            bench.orig(b"PING\r\n").take();
        }
        bench
    };
    testing::however_cut(bench, &[(orig, bytes)], expected);
}

#[test]
fn commands() {
    check(
        true,
        b"*5\r\n$3\r\nset\r\n$1\r\na\r\n$2\r\nbc\r\n$2\r\nEX\r\n$2\r\n60\r\n",
        &[
            "Redis::command {[set,a,bc,EX,60],set,a,bc,Redis::RedisCommand_SET}",
            "Redis::set_command {a,bc,F,F,F,60,-,-,-,F}",
        ],
    );
    check(
        true,
        b"PING\r\n\r\nAUTH me secret\r\nGET k\r\n",
        &[
            "Redis::command {[PING],PING}",
            "Redis::command {[AUTH,me,secret],AUTH,-,-,Redis::RedisCommand_AUTH}",
            "Redis::auth_command {me,secret}",
            "Redis::command {[GET,k],GET,k,-,Redis::RedisCommand_GET}",
            "Redis::get_command k",
        ],
    );
}

#[test]
fn answers() {
    check(
        false,
        b"+OK\r\n-ERR no\r\n*2\r\n:1\r\n$-1\r\n>2\r\n+message\r\n+a\r\n%1\r\n+k\r\n+v\r\n",
        &[
            "Redis::reply {-,OK,2}",
            "Redis::error {-,ERR no,2}",
            "Redis::reply {-,[1, null],2}",
            "Redis::server_push {-,[message, a],3}",
            "Redis::reply {-,{k: v},3}",
        ],
    );
}

#[test]
fn the_stream_is_taken_up_again() {
    check(false, b"garbage\r\nmore\r\n+OK\r\n", &["Redis::reply {-,OK,2}"]);
    let mut bench = Bench::new(Anything::default(), &REDIS, Port::tcp(6379));
    let raised = bench.orig(b"PING\r\n").resp(b"not RESP\r\nstill not\r\n").end().take();
    assert!(raised.iter().any(|r| r.starts_with("analyzer_violation_info")), "{raised:?}");
}
