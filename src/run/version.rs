//! The version of the results. `CIRCULA_BLESS=1 cargo test --test same_bits` writes the digests of
//! `tests/data/golden.txt` and, where they differ from those of the last version, the next version below.

/// Every version with the BLAKE3 digest of its golden digests, oldest first; the last is that of this program.
#[rustfmt::skip]
pub const VERSIONS: &[(u32, &str)] = &[
    (1, "810c4f915afa3418acd0bc83b6ed48f43c8ff05963bd6933312cd8da7a915e8d"),
    (2, "bf4edf89ac875c7cd28c2c9bf5bcecd928371c095e3c68a33350e4053dd95180"),
    (3, "cfbdaed3237b36ff6820f76a7fc040a4a9620f34e6a5477039fdaf79c339f5a5"),
    (4, "941906d83d3f1dd212f2b6732394ce771ce0c65c1b2f2921e39d8446a620c487"),
    (5, "ca37b255abdaf73cd60e33c270ae05744683cbe46bb5cd31215008860dae07ca"),
    (6, "19f601e4ceaa374078ad4bec8b4107206c7de2db470ee0a7dea7211e51157647"),
    (7, "0688e6c12f02b2be6e4bcb2d0314df829955a0a10156e07ca9739250ef55b034"),
    (8, "daebcc2f51cbc5e819e90fbcfcc443061e5e2c0360352da4326aadfbb01c52df"),
    (9, "536c26d6893ba66d7ad7db921a6fbe22f2e9790ec749c6afdd2a8e11404f5210"),
    (10, "5acdb86f0eb098d869bcb191dbd29c70248c4c1cececf5fda2246b9e5ee0af79"),
    (11, "7aeac84a46ead716673f8ce04aefd7bc242e9fcb78f867a0ca9aae74d5b5cfcb"),
    (12, "2be622064e4bdc43ffcb936ad34ebd91184c1f8e39efd6b338efb34ecd9625d1"),
    (13, "62b7aebf4b0e1ea90bed09a9873902eed6472df726b0a81c429fc3547648363c"),
    (14, "2910307a2e516aec7049b6f686019c43afe12266610a8f10c44461283afe6c1f"),
    (15, "db052641e451ae49e12275999f19e96c85ff470076440d489114cb06d088b4e2"),
    (16, "2df560372fb31ed67ed6a810c713b53499414b4356666e681465f6b6f08848a4"),
    (17, "3d0a950dfa8d6f47d7a14b077f34a52133344f1d218a3af0546062f51d829538"),
];

/// Version of the results: raised whenever the same scenario and seed give other bits, so that a folder of results
/// tells which program can reproduce it.
pub const RESULTS_VERSION: u32 = VERSIONS[VERSIONS.len() - 1].0;
