//! Products, squares and reductions with two chains of carries, in digits of eight limbs.
//!
//! `mulx` leaves the flags alone, `adcx` adds with the carry flag only and `adox` with the overflow flag only. So the
//! low and the high halves of the products of one row are added in two chains that do not wait for each other. The
//! compiler has no way to keep two carries in flags, so the rows are assembly. Everything around them is safe Rust, and
//! numbers whose limbs do not fill digits take the portable code.
//!
//! # Carries
//!
//! A row has eight limbs S in registers, below 2^512. It adds a factor of one limb times the eight limbs of a digit,
//! at most (2^64 - 1) (2^512 - 1), and at most one limb more, 2^64 - 1. The sum is at most
//!
//! ```text
//! (2^512 - 1) + (2^64 - 1) (2^512 - 1) + (2^64 - 1) = 2^576 - 1,
//! ```
//!
//! which is nine limbs. The ninth is the high half of the last product plus the last carries of both chains, so adding
//! these never carries. The lowest limb is final after the row, and the other eight are the S of the next row. Eight
//! rows move every limb through all eight registers and back to its own. Both flags are zero at the start of a row:
//! `xor` of a register with itself clears them.
//!
//! # Memory
//!
//! Each block of assembly gets its pointers from references to whole digits, and reads and writes at offsets within a
//! digit. Two blocks go on to further digits, as many as the shorter of their two slices has; they are not entered for
//! none. What is written is borrowed exclusively, so nothing else refers to it. The blocks do not call, jump out or
//! panic. RBX and RBP cannot be operands on x86-64; the blocks that use them push and pop them.
//!
//! # Time
//!
//! No branch and no address depends on a limb.
#![expect(clippy::inline_always, reason = "called in a function compiled for these instructions")]

use std::arch::asm;

use crate::{
    instructions::Instructions,
    limbs::Limbs,
    miller_rabin::Round,
    path::Path,
    products::{Plain, Products},
    scalar,
};

// A pointer and a number of digits fill a register. (Not so in the x32 ABI, whose upper halves are undefined.)
const _: () = assert!(usize::BITS == 64);

/// Proof that the processor has multiplications and additions that leave the other carry alone, made by
/// [`WideMultiplier::detect`] only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WideMultiplier(());

impl WideMultiplier {
    /// Asks the processor, at run time.
    pub(crate) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("adx");
        present.then_some(Self(()))
    }
}

impl Path for WideMultiplier {
    const INSTRUCTIONS: Instructions = Instructions::Adx;
    const BATCH: usize = 1;

    fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize> {
        #[target_feature(enable = "bmi2,adx")]
        fn compiled(unit: WideMultiplier, number: &[u64], wanted: impl Fn() -> bool) -> bool {
            scalar::passes_fermat(unit, number, wanted)
        }
        // SAFETY: `self` exists only where `detect` found both.
        numbers.iter().position(|number| unsafe { compiled(self, number, &wanted) })
    }

    fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
        #[target_feature(enable = "bmi2,adx")]
        fn compiled(unit: WideMultiplier, round: &Round) -> bool {
            scalar::passes_round(unit, round)
        }
        // SAFETY: as above.
        rounds.iter().map(|round| unsafe { compiled(self, round) }).collect()
    }
}

/// Limbs of a digit: so many sums of a row fit in the registers.
const LIMBS: usize = 8;

/// A digit: limbs, least significant first.
type Digit = [u64; LIMBS];

/// Adds RDX times the limb at an offset from RSI: the low half to one register, the high half to the next.
macro_rules! product {
    ($offset:literal, $low:literal, $high:literal) => {
        concat!(
            "mulx rcx, rax, [rsi + ", $offset, "]\n",
            "adcx ", $low, ", rax\n",
            "adox ", $high, ", rcx\n",
        )
    };
}

/// The same for the last limb, whose high half begins the ninth limb of the sum. RBP is zero.
macro_rules! last_product {
    ($low:literal, $top:literal) => {
        concat!(
            "mulx ",
            $top,
            ", rax, [rsi + 56]\n",
            "adcx ",
            $low,
            ", rax\n",
            "adcx ",
            $top,
            ", rbp\n",
            "adox ",
            $top,
            ", rbp\n",
        )
    };
}

/// The products of RDX and the limbs from the second to the last. The lowest limb is final: its register becomes the ninth.
macro_rules! products_from_second {
    ($a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal, $g:literal, $h:literal) => {
        concat!(
            product!("8", $b, $c),
            product!("16", $c, $d),
            product!("24", $d, $e),
            product!("32", $e, $f),
            product!("40", $f, $g),
            product!("48", $g, $h),
            last_product!($h, $a),
        )
    };
}

/// A row of [`WideMultiplier::add_products`]: the factor comes from RBX, a limb from RDI is added, and the final limb
/// replaces it.
macro_rules! adding_row {
    ($place:literal, $a:literal, $b:literal $(, $more:literal)*) => {
        concat!(
            "mov rdx, [rbx + ", $place, "]\n",
            "xor eax, eax\n",
            "adox ", $a, ", [rdi + ", $place, "]\n",
            product!("0", $a, $b),
            "mov [rdi + ", $place, "], ", $a, "\n",
            products_from_second!($a, $b $(, $more)*),
        )
    };
}

/// A row of [`WideMultiplier::clear`]: the factor is the lowest limb times RBX and goes to RDI, and the final limb is
/// zero.
macro_rules! clearing_row {
    ($place:literal, $a:literal, $b:literal $(, $more:literal)*) => {
        concat!(
            "mov rdx, rbx\n",
            "imul rdx, ", $a, "\n",
            "mov [rdi + ", $place, "], rdx\n",
            "xor eax, eax\n",
            product!("0", $a, $b),
            products_from_second!($a, $b $(, $more)*),
        )
    };
}

/// Eight rows: with each, every limb moves to the register before.
macro_rules! rows {
    ($row:ident) => {
        concat!(
            $row!("0", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"),
            $row!("8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "r8"),
            $row!("16", "r10", "r11", "r12", "r13", "r14", "r15", "r8", "r9"),
            $row!("24", "r11", "r12", "r13", "r14", "r15", "r8", "r9", "r10"),
            $row!("32", "r12", "r13", "r14", "r15", "r8", "r9", "r10", "r11"),
            $row!("40", "r13", "r14", "r15", "r8", "r9", "r10", "r11", "r12"),
            $row!("48", "r14", "r15", "r8", "r9", "r10", "r11", "r12", "r13"),
            $row!("56", "r15", "r8", "r9", "r10", "r11", "r12", "r13", "r14"),
        )
    };
}

/// A row of [`WideMultiplier::add_cross_products`]: the products of the limb at `place` from RSI and the limbs after it.
/// The final limb goes to RDI.
macro_rules! crossing_row {
    ($place:literal, $a:literal, $last:literal $(, [$offset:literal, $low:literal, $high:literal])*) => {
        concat!(
            "mov rdx, [rsi + ", $place, "]\n",
            "xor eax, eax\n",
            $(product!($offset, $low, $high),)*
            "mov [rdi + ", $place, "], ", $a, "\n",
            last_product!($last, $a),
        )
    };
}

/// The rows of a triangle: each is shorter than the one before by a limb.
macro_rules! crossing_rows {
    () => {
        concat!(
            crossing_row!(
                "0",
                "r8",
                "r15",
                ["8", "r9", "r10"],
                ["16", "r10", "r11"],
                ["24", "r11", "r12"],
                ["32", "r12", "r13"],
                ["40", "r13", "r14"],
                ["48", "r14", "r15"]
            ),
            crossing_row!(
                "8",
                "r9",
                "r8",
                ["16", "r11", "r12"],
                ["24", "r12", "r13"],
                ["32", "r13", "r14"],
                ["40", "r14", "r15"],
                ["48", "r15", "r8"]
            ),
            crossing_row!(
                "16",
                "r10",
                "r9",
                ["24", "r13", "r14"],
                ["32", "r14", "r15"],
                ["40", "r15", "r8"],
                ["48", "r8", "r9"]
            ),
            crossing_row!("24", "r11", "r10", ["32", "r15", "r8"], ["40", "r8", "r9"], ["48", "r9", "r10"]),
            crossing_row!("32", "r12", "r11", ["40", "r9", "r10"], ["48", "r10", "r11"]),
            crossing_row!("40", "r13", "r12", ["48", "r11", "r12"]),
            crossing_row!("48", "r14", "r13"),
            // There is no row for the last limb. The sum so far has eight limbs, so the next one is zero.
            "mov [rdi + 56], r15\n",
            "mov r15d, 0\n",
        )
    };
}

/// Doubles two limbs from RDI, in the chain of the carry flag, and adds the square of one from RSI, in the other.
macro_rules! doubling {
    ($limb:literal, $low:literal, $high:literal) => {
        concat!(
            "mov rdx, [rsi + ",
            $limb,
            "]\n",
            "mulx r9, r8, rdx\n",
            "mov rax, [rdi + ",
            $low,
            "]\n",
            "mov rdx, [rdi + ",
            $high,
            "]\n",
            "adcx rax, rax\n",
            "adox rax, r8\n",
            "adcx rdx, rdx\n",
            "adox rdx, r9\n",
            "mov [rdi + ",
            $low,
            "], rax\n",
            "mov [rdi + ",
            $high,
            "], rdx\n",
        )
    };
}

impl Products for WideMultiplier {
    #[inline(always)]
    fn multiply(self, a: &[u64], b: &[u64], wide: &mut [u64]) {
        let ((a, []), (b, [])) = (a.as_chunks(), b.as_chunks()) else {
            return Plain.multiply(a, b, wide);
        };
        wide.fill(0);
        let wide = wide.as_chunks_mut().0;
        for (done, a) in a.iter().enumerate() {
            let mut carry = [0; LIMBS];
            let (sums, above) = wide[done..].split_at_mut(b.len());
            self.add_products(sums, a, b, &mut carry);
            above[0] = carry;
        }
    }

    #[inline(always)]
    fn square(self, x: &[u64], wide: &mut [u64]) {
        let (x, []) = x.as_chunks() else {
            return Plain.square(x, wide);
        };
        wide.fill(0);
        let wide = wide.as_chunks_mut().0;
        for (done, digit) in x.iter().enumerate() {
            let rest = &x[done + 1..];
            let mut carry = self.add_cross_products(&mut wide[2 * done], digit);
            let (sums, above) = wide[2 * done + 1..].split_at_mut(rest.len());
            self.add_products(sums, digit, rest, &mut carry);
            above[0] = carry;
        }
        self.double_and_add_squares(x, wide.as_chunks_mut().0);
    }

    #[inline(always)]
    fn reduce(self, wide: &mut [u64], n: &[u64], inverse: u64) -> bool {
        let ([first, rest @ ..], []) = n.as_chunks() else {
            return Plain.reduce(wide, n, inverse);
        };
        let wide = wide.as_chunks_mut().0;
        let mut overflow = false;
        for done in 0..=rest.len() {
            let (factor, mut carry) = self.clear(&wide[done], first, inverse);
            let (sums, above) = wide[done + 1..].split_at_mut(rest.len());
            self.add_products(sums, &factor, rest, &mut carry);
            for (limb, &carry) in above[0].iter_mut().zip(&carry) {
                (*limb, overflow) = limb.carrying_add(carry, overflow);
            }
        }
        overflow
    }
}

/// The rows, each with a twin in safe Rust that the tests compare it with.
#[expect(clippy::unused_self, reason = "its existence is what makes the assembly sound")]
impl WideMultiplier {
    /// `sums + a * b + carry`, whose high digit is the new `carry`; of the digits that both slices have.
    #[inline(always)]
    fn add_products(self, sums: &mut [Digit], a: &Digit, b: &[Digit], carry: &mut Digit) {
        let count = sums.len().min(b.len());
        if count == 0 {
            return;
        }
        let [c0, c1, c2, c3, c4, c5, c6, c7] = carry;
        // SAFETY: `self` exists only where `detect` found the instructions. RSI goes through `count` digits of `b` and
        // RDI through as many of `sums`; RBX stays at `a`. The stack is as it was, and so are RBX and RBP.
        unsafe {
            asm!(
                "push rbx",
                "push rbp",
                "push rcx",
                "mov rbx, rax",
                "xor ebp, ebp",
                "2:",
                rows!(adding_row),
                "lea rsi, [rsi + 64]",
                "lea rdi, [rdi + 64]",
                "dec qword ptr [rsp]",
                "jnz 2b",
                "pop rcx",
                "pop rbp",
                "pop rbx",
                inout("rax") a.as_ptr() => _,
                inout("rcx") count => _,
                out("rdx") _,
                inout("rsi") b.as_ptr() => _,
                inout("rdi") sums.as_mut_ptr() => _,
                inout("r8") *c0, inout("r9") *c1, inout("r10") *c2, inout("r11") *c3,
                inout("r12") *c4, inout("r13") *c5, inout("r14") *c6, inout("r15") *c7,
            );
        }
    }

    /// The factor with which `sum + factor * n` has a low digit of zero, and its high digit. `inverse` is -1/n modulo
    /// 2^64.
    #[inline(always)]
    fn clear(self, sum: &Digit, n: &Digit, inverse: u64) -> (Digit, Digit) {
        let (mut factor, mut high) = ([0; LIMBS], *sum);
        let [s0, s1, s2, s3, s4, s5, s6, s7] = &mut high;
        // SAFETY: `self` exists only where `detect` found the instructions. RSI stays at `n` and RDI at `factor`, of one
        // digit each. The stack is as it was, and so are RBX and RBP.
        unsafe {
            asm!(
                "push rbx",
                "push rbp",
                "mov rbx, rax",
                "xor ebp, ebp",
                rows!(clearing_row),
                "pop rbp",
                "pop rbx",
                inout("rax") inverse => _,
                out("rcx") _,
                out("rdx") _,
                in("rsi") n.as_ptr(),
                in("rdi") factor.as_mut_ptr(),
                inout("r8") *s0, inout("r9") *s1, inout("r10") *s2, inout("r11") *s3,
                inout("r12") *s4, inout("r13") *s5, inout("r14") *s6, inout("r15") *s7,
            );
        }
        (factor, high)
    }

    /// `sum` plus the products of each two different limbs of `x`, each once: the low digit stays there, the high one is
    /// returned.
    #[inline(always)]
    fn add_cross_products(self, sum: &mut Digit, x: &Digit) -> Digit {
        let mut high = *sum;
        let [s0, s1, s2, s3, s4, s5, s6, s7] = &mut high;
        // SAFETY: `self` exists only where `detect` found the instructions. RSI stays at `x` and RDI at `sum`, of one
        // digit each. The stack is as it was, and so is RBP.
        unsafe {
            asm!(
                "push rbp",
                "xor ebp, ebp",
                crossing_rows!(),
                "pop rbp",
                out("rax") _,
                out("rcx") _,
                out("rdx") _,
                in("rsi") x.as_ptr(),
                in("rdi") sum.as_mut_ptr(),
                inout("r8") *s0, inout("r9") *s1, inout("r10") *s2, inout("r11") *s3,
                inout("r12") *s4, inout("r13") *s5, inout("r14") *s6, inout("r15") *s7,
            );
        }
        high
    }

    /// `wide = 2 * wide + squares of the limbs of x`, which must fit; of the digits that both slices have.
    #[inline(always)]
    fn double_and_add_squares(self, x: &[Digit], wide: &mut [[Digit; 2]]) {
        let count = x.len().min(wide.len());
        if count == 0 {
            return;
        }
        // SAFETY: `self` exists only where `detect` found the instructions. RSI goes through `count` digits of `x` and
        // RDI through as many pairs of digits of `wide`. Between two digits the flags hold the carries: `lea`, `jrcxz`
        // and `jmp` leave them alone.
        unsafe {
            asm!(
                "xor eax, eax",
                "2:",
                doubling!("0", "0", "8"),
                doubling!("8", "16", "24"),
                doubling!("16", "32", "40"),
                doubling!("24", "48", "56"),
                doubling!("32", "64", "72"),
                doubling!("40", "80", "88"),
                doubling!("48", "96", "104"),
                doubling!("56", "112", "120"),
                "lea rsi, [rsi + 64]",
                "lea rdi, [rdi + 128]",
                "lea rcx, [rcx - 1]",
                "jrcxz 3f",
                "jmp 2b",
                "3:",
                out("rax") _,
                inout("rcx") count => _,
                out("rdx") _,
                inout("rsi") x.as_ptr() => _,
                inout("rdi") wide.as_mut_ptr() => _,
                out("r8") _, out("r9") _,
                options(nostack),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::{limbs::negated_inverse, products, reduce, testing::fixed_rng};

    const KINDS: usize = 7;

    /// Limbs of one kind: zeros, ones, all bits, only the highest bit, two kinds of alternation, or random.
    fn limbs(kind: usize, count: usize, rng: &mut impl Rng) -> Vec<u64> {
        (0..count)
            .map(|place| match kind {
                0 => 0,
                1 => 1,
                2 => u64::MAX,
                3 => 1 << 63,
                4 => u64::MAX * (place as u64 % 2),
                5 => u64::MAX - place as u64 % 2,
                _ => rng.next_u64(),
            })
            .collect()
    }

    fn digits(kind: usize, count: usize, rng: &mut impl Rng) -> Vec<Digit> {
        limbs(kind, LIMBS * count, rng).as_chunks().0.to_vec()
    }

    fn kinds<const N: usize>() -> impl Iterator<Item = [usize; N]> {
        let count = u32::try_from(N).unwrap();
        (0..KINDS.pow(count)).map(|mut number| {
            std::array::from_fn(|_| {
                let kind = number % KINDS;
                number /= KINDS;
                kind
            })
        })
    }

    #[test]
    fn added_products_match_their_twin() {
        let Some(unit) = WideMultiplier::detect() else {
            return;
        };
        let mut rng = fixed_rng(51);
        for [of_sums, of_a, of_b, of_carry] in kinds() {
            for (count_of_sums, count_of_b) in
                [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (2, 4), (0, 1)]
            {
                let mut sums = digits(of_sums, count_of_sums, &mut rng);
                let a = digits(of_a, 1, &mut rng)[0];
                let b = digits(of_b, count_of_b, &mut rng);
                let mut carry = digits(of_carry, 1, &mut rng)[0];
                let (mut expected, mut expected_carry) = (sums.clone(), carry);
                for (sum, b) in expected.iter_mut().zip(&b) {
                    reduce::add_product(sum, &a, b, &mut expected_carry);
                }
                unit.add_products(&mut sums, &a, &b, &mut carry);
                assert_eq!((&sums, carry), (&expected, expected_carry), "{a:x?} * {b:x?}");
            }
        }
    }

    #[test]
    fn cleared_digits_match_their_twin() {
        let Some(unit) = WideMultiplier::detect() else {
            return;
        };
        let mut rng = fixed_rng(52);
        for [of_sum, of_n] in kinds() {
            let sum = digits(of_sum, 1, &mut rng)[0];
            let mut n = digits(of_n, 1, &mut rng)[0];
            n[0] |= 1;
            let inverse = negated_inverse(n[0]);
            assert_eq!(unit.clear(&sum, &n, inverse), reduce::clear(&sum, &n, inverse), "{sum:x?}, {n:x?}");
        }
    }

    #[test]
    fn cross_products_match_their_twin() {
        let Some(unit) = WideMultiplier::detect() else {
            return;
        };
        let mut rng = fixed_rng(53);
        for [of_sum, of_x] in kinds() {
            let mut sum = digits(of_sum, 1, &mut rng)[0];
            let x = digits(of_x, 1, &mut rng)[0];
            let mut expected = [0; 2 * LIMBS];
            expected[..LIMBS].copy_from_slice(&sum);
            for row in 0..LIMBS {
                let mut carry = 0;
                for column in row + 1..LIMBS {
                    let place = &mut expected[row + column];
                    (*place, carry) = x[row].carrying_mul_add(x[column], *place, carry);
                }
                for place in &mut expected[row + LIMBS..] {
                    let (sum, over) = place.overflowing_add(carry);
                    (*place, carry) = (sum, u64::from(over));
                }
            }
            let high = unit.add_cross_products(&mut sum, &x);
            assert_eq!([sum, high].as_flattened(), expected, "{x:x?}");
        }
    }

    #[test]
    fn doubled_sums_with_squares_match_their_twin() {
        let Some(unit) = WideMultiplier::detect() else {
            return;
        };
        let mut rng = fixed_rng(54);
        for [of_wide, of_x] in kinds() {
            for count in 0..6 {
                let mut wide = digits(of_wide, 2 * count, &mut rng);
                let x = digits(of_x, count, &mut rng);
                let mut expected = wide.as_flattened().to_vec();
                products::double_and_add_squares(x.as_flattened(), &mut expected);
                unit.double_and_add_squares(&x, wide.as_chunks_mut().0);
                assert_eq!(wide.as_flattened(), expected, "{x:x?}");
            }
        }
    }

    /// Every length, those that fill digits and those that do not.
    #[test]
    fn products_squares_and_reductions_match_the_portable_ones() {
        let Some(unit) = WideMultiplier::detect() else {
            return;
        };
        let mut rng = fixed_rng(55);
        for (size, [of_x, of_y]) in (1..42).flat_map(|size| kinds().map(move |kinds| (size, kinds))) {
            let x = limbs(of_x, size, &mut rng);
            let y = limbs(of_y, size, &mut rng);
            let [mut wide, mut expected] = [7, 8].map(|before| vec![before; 2 * size]);
            unit.multiply(&x, &y, &mut wide);
            Plain.multiply(&x, &y, &mut expected);
            assert_eq!(wide, expected, "{x:x?} * {y:x?}");
            unit.square(&x, &mut wide);
            Plain.square(&x, &mut expected);
            assert_eq!(wide, expected, "{x:x?} squared");

            let mut n = y;
            n[0] |= 1;
            let inverse = negated_inverse(n[0]);
            let mut wide = limbs(of_x, 2 * size, &mut rng);
            let mut expected = wide.clone();
            let over = unit.reduce(&mut wide, &n, inverse);
            assert_eq!(over, Plain.reduce(&mut expected, &n, inverse), "{size} limbs, {n:x?}");
            assert_eq!(wide[size..], expected[size..], "{size} limbs, {n:x?}");
        }
    }
}
