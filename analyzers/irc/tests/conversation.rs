//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_irc::{IRC, IRC_DATA};
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &IRC, Port::tcp(6667))
}

fn check(orig: bool, bytes: &[u8], expected: &[&str]) {
    testing::however_cut(bench, &[(orig, bytes)], expected);
}

#[test]
fn commands() {
    check(
        true,
        b"PASS x\r\nNICK tim\r\nUSER tim tim 127.0.0.1 :Tim W\r\nOPER tim test\r\nPART #a,#b :bye\r\nKICK #a bob :\r\n\
          PRIVMSG #a :hi there\r\nPRIVMSG bob :\x01DCC SEND f.txt 167772161 5555 12\x01\r\nwhois bob\r\nMAP\r\n",
        &[
            "irc_password_message T x",
            "irc_nick_message T  tim",
            "irc_user_message T tim tim 127.0.0.1 TimW ",
            "irc_oper_message T tim test",
            "irc_part_message T  {#a=-,#b=-} bye",
            "irc_kick_message T  #a bob ",
            "irc_privmsg_message T  #a hi there",
            "irc_dcc_message T  bob SEND f.txt 10.0.0.1 5555 12",
            "irc_whois_message T  bob",
            "irc_request T  MAP ",
        ],
    );
}

#[test]
fn replies() {
    check(
        false,
        b":s 251 tim :There are 148 users and 3 invisible on 27 servers\r\n:s 254 tim 5 :channels formed\r\n\
          :s 353 tim = #a :tim @bob\r\n:s 433 * tim :Nickname is already in use.\r\n:s 381 tim :You are now\r\n\
          :s 311 tim bob b host * :Bob B\r\n:s 372 tim :motd\r\n\
          :s 266 tim 5 9 :Users: 5\r\n:bob!b@host QUIT :gone\r\nPING :x\r\n",
        &[
            "irc_network_info F 148 0 27",
            "irc_channel_info F 5",
            "irc_names_info F = #a {tim=-,bob=-}",
            "irc_invalid_nick F",
            "irc_oper_response F T",
            "irc_whois_user_line F bob b host Bob B",
            "irc_reply F s 372 tim :motd",
            "irc_global_users F tim  Users: 5",
            "irc_quit_message F bob gone",
            "irc_message F  PING :x",
        ],
    );
}

#[test]
fn faults() {
    let raised = |bytes: &[u8]| {
        let mut bench = bench();
        bench.orig(bytes).end().take().join("\n")
    };
    assert!(raised(b"JOIN :\r\n").contains("irc_invalid_join_line"));
    assert!(raised(b"X\r\n").contains("irc_line_too_short"));
    assert!(raised(b":nobody\r\n").contains("irc_invalid_line"));
    assert!(raised(b"PRIVMSG v :\x01DCC SEND f  5000 1\x01\r\n").contains("irc_invalid_dcc_host"));
    assert!(raised(&[&b"NICK "[..], &[b'x'; 600], b"\r\n"].concat()).contains("irc_line_size_exceeded"));
}

#[test]
fn a_file_that_one_sends_another() {
    let mut bench = Bench::new(Anything::default(), &IRC_DATA, Port::tcp(5555));
    let raised = bench.resp(b"hello").orig(&[0, 0, 0, 5]).end().take();
    for event in ["irc_dcc_send_ack 5", "file_transferred hello <unknown> <unknown>"] {
        assert!(raised.iter().any(|l| l == event), "{event}: {raised:?}");
    }
}
