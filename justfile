# List the recipes
default:
    @just --list

# What CI runs, and nothing else
[group('check')]
ci:
    .ci/run

# Formatting, as it should be
[group('check')]
fmt:
    cargo fmt --all

# Every lint, as an error
[group('check')]
lint:
    cargo clippy --locked --all-targets -- --deny warnings

# The documentation, its links checked
[group('check')]
rustdoc:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

# The tests that need a Rust toolchain and a C compiler
[group('check')]
test:
    cargo test --locked

# The tests against other programs, which it installs (Debian, root)
[group('check')]
interop:
    tests/interop/install.sh
    cargo test --locked --test interop

# Each package, built, installed in an empty environment and used (Debian, root)
[group('check')]
packages:
    packaging/test

# The command line's tests with devcert.exe under Wine, which it installs (Debian, root)
[group('check')]
windows:
    tests/windows/install.sh
    tests/windows/run

# Builds for other platforms, and the command line's tests with those that run on Linux (Debian, root)
[group('check')]
platforms:
    tests/platforms/linux aarch64-unknown-linux-gnu
    tests/platforms/linux aarch64-unknown-linux-musl
    tests/platforms/linux x86_64-unknown-linux-musl
    tests/platforms/macos aarch64-apple-darwin x86_64-apple-darwin
    tests/platforms/run x86_64-unknown-freebsd

# Every reader against random bytes, for so many seconds each (needs a nightly compiler)
[group('check')]
fuzz seconds='60':
    fuzz/run {{seconds}}

# Write docs/reference from the command line's definition
[group('docs')]
docs:
    DEVCERT_WRITE_REFERENCE=1 cargo test --locked --test docs reference

# Build what users run; the examples apart, since they switch features on that they do not have
[group('build')]
build:
    cargo build --release --locked --example issue_rate --example key_rate
    DEVCERT_COMMIT=$(git rev-parse HEAD) cargo build --release --locked --bins

# The release program twice, in two directories, with the same bytes
[group('build')]
reproducible:
    packaging/reproducible

# Speed and memory beside openssl, in one run
[group('measure')]
bench: build
    benches/run.sh
