use charfinder::*;
fn main() {
    let s = Searcher::default();
    let q = std::env::args().nth(1).unwrap();
    let n: u32 = std::env::args().nth(2).map_or(2000, |n| n.parse().unwrap());
    let mut best = std::time::Duration::MAX;
    let mut t = 0;
    for _ in 0..n {
        let b = std::time::Instant::now();
        t += s.search(&q, Page::first(20)).found.len();
        best = best.min(b.elapsed());
    }
    println!("{q}: best {best:?} {t}");
}
