//! The BSD packet filter's machine (McCanne and Jacobson, 1993): checked once, then run on each frame.

/// One instruction, as kernels and libpcap lay it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Instruction {
    /// Class, size, mode or operation.
    pub code: u16,
    /// Instructions to step over when a condition holds.
    pub jump_true: u8,
    /// Instructions to step over when it does not.
    pub jump_false: u8,
    /// The operand.
    pub k: u32,
}

/// A program that ends on every input: jumps lead forward, and the last instruction returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    instructions: Vec<Instruction>,
}

/// Longest program, as in kernels.
const MAX_LENGTH: usize = 4096;
/// Cells of scratch memory.
const MEMORY: usize = 16;

// Classes (the lowest three bits of a code).
const LD: u16 = 0x00;
const LDX: u16 = 0x01;
const ST: u16 = 0x02;
const STX: u16 = 0x03;
const ALU: u16 = 0x04;
const JMP: u16 = 0x05;
const RET: u16 = 0x06;
const MISC: u16 = 0x07;

impl Program {
    /// Checks a program.
    pub fn new(instructions: Vec<Instruction>) -> Result<Self, &'static str> {
        let length = instructions.len();
        if length == 0 || length > MAX_LENGTH {
            return Err("a filter program of impossible length");
        }
        for (index, instruction) in instructions.iter().enumerate() {
            let left = (length - index - 1) as u64;
            let fine = match instruction.code & 7 {
                LD | LDX => instruction.code & 0xe0 != 0x60 || (instruction.k as usize) < MEMORY,
                ST | STX => (instruction.k as usize) < MEMORY,
                // Division by a constant zero.
                ALU => !matches!(instruction.code & 0xf8, 0x30 | 0x90) || instruction.k != 0,
                JMP if instruction.code & 0xf0 == 0 => u64::from(instruction.k) < left,
                JMP => u64::from(instruction.jump_true.max(instruction.jump_false)) < left,
                _ => true,
            };
            if !fine {
                return Err("a filter program that leaves its bounds");
            }
        }
        match instructions.last() {
            Some(last) if last.code & 7 == RET => Ok(Program { instructions }),
            _ => Err("a filter program without an end"),
        }
    }

    /// The instructions.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Runs the program. Gives how many bytes of the frame to keep: zero when it does not match.
    ///
    /// Reading beyond the frame and dividing by zero end the program with zero.
    pub fn run(&self, data: &[u8], wire_len: u32) -> u32 {
        self.execute(data, wire_len).unwrap_or(0)
    }

    fn execute(&self, data: &[u8], wire_len: u32) -> Option<u32> {
        let mut a: u32 = 0;
        let mut x: u32 = 0;
        let mut memory = [0u32; MEMORY];
        let mut rest = self.instructions.as_slice();
        loop {
            let (&Instruction { code, jump_true, jump_false, k }, following) = rest.split_first()?;
            rest = following;
            match code & 7 {
                LD => {
                    a = match code & 0xe0 {
                        0x00 => k,
                        0x20 => load(data, code, k as usize)?,
                        0x40 => load(data, code, (x as usize).checked_add(k as usize)?)?,
                        0x60 => *memory.get(k as usize)?,
                        0x80 => wire_len,
                        _ => return None,
                    };
                }
                LDX => {
                    x = match code & 0xe0 {
                        0x00 => k,
                        0x60 => *memory.get(k as usize)?,
                        0x80 => wire_len,
                        // The length of an IPv4 header.
                        0xa0 => u32::from(data.get(k as usize)? & 0x0f) * 4,
                        _ => return None,
                    };
                }
                ST => *memory.get_mut(k as usize)? = a,
                STX => *memory.get_mut(k as usize)? = x,
                ALU => {
                    let operand = if code & 0x08 == 0 { k } else { x };
                    a = match code & 0xf0 {
                        0x00 => a.wrapping_add(operand),
                        0x10 => a.wrapping_sub(operand),
                        0x20 => a.wrapping_mul(operand),
                        0x30 => a.checked_div(operand)?,
                        0x40 => a | operand,
                        0x50 => a & operand,
                        0x60 => a.checked_shl(operand).unwrap_or(0),
                        0x70 => a.checked_shr(operand).unwrap_or(0),
                        0x80 => a.wrapping_neg(),
                        0x90 => a.checked_rem(operand)?,
                        0xa0 => a ^ operand,
                        _ => return None,
                    };
                }
                JMP => {
                    let operand = if code & 0x08 == 0 { k } else { x };
                    let holds = match code & 0xf0 {
                        0x00 => {
                            rest = rest.get(k as usize..)?;
                            continue;
                        }
                        0x10 => a == operand,
                        0x20 => a > operand,
                        0x30 => a >= operand,
                        0x40 => a & operand != 0,
                        _ => return None,
                    };
                    rest = rest.get(usize::from(if holds { jump_true } else { jump_false })..)?;
                }
                RET => return Some(if code & 0x18 == 0x10 { a } else { k }),
                MISC if code & 0xf8 == 0 => x = a,
                _ => a = x,
            }
        }
    }
}

/// Reads a word, half word or byte in network order.
fn load(data: &[u8], code: u16, at: usize) -> Option<u32> {
    let rest = data.get(at..)?;
    match code & 0x18 {
        0x00 => rest.first_chunk().map(|octets| u32::from_be_bytes(*octets)),
        0x08 => rest.first_chunk().map(|octets| u16::from_be_bytes(*octets).into()),
        0x10 => rest.first().map(|octet| (*octet).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instruction(code: u16, jump_true: u8, jump_false: u8, k: u32) -> Instruction {
        Instruction { code, jump_true, jump_false, k }
    }

    #[test]
    fn runs_a_program() {
        // The half word at 12 is 0x0800 and the byte at 23 is 17: what "udp" over IPv4 compiles to.
        let program = Program::new(vec![
            instruction(0x28, 0, 0, 12),
            instruction(0x15, 0, 3, 0x0800),
            instruction(0x30, 0, 0, 23),
            instruction(0x15, 0, 1, 17),
            instruction(0x06, 0, 0, 262_144),
            instruction(0x06, 0, 0, 0),
        ])
        .unwrap();
        let mut frame = [0; 60];
        frame[12] = 8;
        assert_eq!(program.run(&frame, 60), 0);
        frame[23] = 17;
        assert_eq!(program.run(&frame, 60), 262_144);
        assert_eq!(program.run(&frame[..20], 60), 0);
    }

    #[test]
    fn computes() {
        let table: &[(u16, u32, u32)] = &[
            (0x04, 5, 12),
            (0x14, 8, u32::MAX),
            (0x24, 3, 21),
            (0x34, 2, 3),
            (0x64, 40, 0),
            (0x94, 4, 3),
            (0xa4, 1, 6),
        ];
        for &(code, k, expected) in table {
            let steps =
                vec![instruction(0x00, 0, 0, 7), instruction(code, 0, 0, k), instruction(0x16, 0, 0, 0)];
            assert_eq!(Program::new(steps).unwrap().run(&[], 0), expected, "{code:#x}");
        }
        // Division by an X of zero ends the program.
        let steps = vec![instruction(0x3c, 0, 0, 0), instruction(0x06, 0, 0, 1)];
        assert_eq!(Program::new(steps).unwrap().run(&[], 0), 0);
    }

    #[test]
    fn refuses_what_may_not_end() {
        for bad in [
            vec![],
            vec![instruction(0x00, 0, 0, 1)],
            vec![instruction(0x05, 0, 0, 1), instruction(0x06, 0, 0, 0)],
            vec![instruction(0x15, 0, 9, 1), instruction(0x06, 0, 0, 0)],
            vec![instruction(0x02, 0, 0, 16), instruction(0x06, 0, 0, 0)],
            vec![instruction(0x34, 0, 0, 0), instruction(0x06, 0, 0, 0)],
        ] {
            assert!(Program::new(bad).is_err());
        }
    }
}
