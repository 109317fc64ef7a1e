//! Ideographs by number, and their radicals and strokes.

use std::ops::RangeInclusive;

use super::layout::{RESIDUAL_BIAS, Section};
use super::shared::{Radical, RadicalStrokes};
use crate::tables::U32s;
use crate::tables::sections::{Sections, TableError, ensure};

/// How ideographs are made.
#[derive(Debug)]
pub(super) struct Shapes {
    /// The runs of ideographs: the first code point, the last, and the number of the first.
    runs: Vec<(u32, u32, usize)>,
    shapes: &'static [[u8; 3]],
    /// `(number, shape)`, ascending.
    more: Vec<(usize, Shape)>,
    /// Ascending by number and form.
    radicals: Vec<Radical>,
}

/// A way to make an ideograph: see [`shape`](super::layout::shape).
#[derive(Clone, Copy, Debug)]
struct Shape {
    radical: u8,
    form: u8,
    residual: i8,
    strokes: u8,
}

impl Shapes {
    pub(super) fn check(sections: &Sections<Section>) -> Result<Self, TableError<Section>> {
        let (shapes, rest) = sections.bytes(Section::Shapes).as_chunks();
        let starts = sections.u32s(Section::Runs)?;
        let mut runs = Vec::new();
        let mut count = 0;
        for at in 0..starts.len() / 2 {
            let (first, last) = (starts.at(2 * at), starts.at(2 * at + 1));
            let is_behind = runs.last().is_none_or(|(_, last, _)| first > *last);
            let are_characters = char::from_u32(first).is_some() && char::from_u32(last).is_some();
            let around_surrogates = first < 0xD800 && last > 0xDFFF;
            ensure(is_behind && are_characters && first <= last && !around_surrogates, Section::Runs)?;
            runs.push((first, last, count));
            count += (last - first) as usize + 1;
        }
        ensure(rest.is_empty() && shapes.len() == count, Section::Shapes)?;
        let radicals = radicals(sections.u32s(Section::Radicals)?);
        let radicals = radicals.ok_or(TableError::Section { section: Section::Radicals })?;
        let more = sections.u32s(Section::MoreShapes)?;
        let more = (0..more.len() / 2).map(|at| (more.at(2 * at) as usize, Shape::read(more.at(2 * at + 1))));
        let more: Vec<_> = more.collect();
        ensure(more.is_sorted_by_key(|(number, _)| *number), Section::MoreShapes)?;
        Ok(Self { runs, shapes, more, radicals })
    }

    /// The number of the ideograph `c`.
    pub(super) fn number(&self, c: char) -> Option<usize> {
        let c = u32::from(c);
        let behind = self.runs.partition_point(|(first, ..)| *first <= c);
        let (first, last, number) = *self.runs.get(behind.checked_sub(1)?)?;
        (c <= last).then_some(number + (c - first) as usize)
    }

    /// The ideograph with this number.
    pub(super) fn ideograph(&self, number: usize) -> Option<char> {
        let behind = self.runs.partition_point(|(.., start)| *start <= number);
        let (first, last, start) = *self.runs.get(behind.checked_sub(1)?)?;
        let c = first.checked_add(u32::try_from(number - start).ok()?)?;
        char::from_u32(c).filter(|_| c <= last)
    }

    /// The radicals and the strokes of the ideograph with this number.
    pub(super) fn of(&self, number: usize) -> (Vec<RadicalStrokes>, u8) {
        let Some(shape) = self.shapes.get(number).map(Shape::of_bytes) else { return (Vec::new(), 0) };
        let from = self.more.partition_point(|(known, _)| *known < number);
        let more =
            self.more[from..].iter().take_while(|(known, _)| *known == number).map(|(_, shape)| *shape);
        let radicals = std::iter::once(shape).chain(more).filter_map(|shape| {
            Some(RadicalStrokes { radical: self.radical(shape)?, residual: shape.residual })
        });
        (radicals.collect(), shape.strokes)
    }

    pub(super) fn by_radical(&self, radical: u8, residual: RangeInclusive<i8>) -> impl Iterator<Item = char> {
        self.chars(move |shape| shape.radical == radical && residual.contains(&shape.residual))
    }

    pub(super) fn by_strokes(&self, strokes: RangeInclusive<u8>) -> impl Iterator<Item = char> {
        self.chars(move |shape| strokes.contains(&shape.strokes))
    }

    pub(super) fn radicals(&self) -> &[Radical] {
        &self.radicals
    }

    /// The ideographs that `holds` is true of in one of their shapes.
    fn chars(&self, holds: impl Fn(Shape) -> bool) -> impl Iterator<Item = char> {
        let usual = self.shapes.iter().enumerate().filter(|(_, shape)| holds(Shape::of_bytes(shape)));
        let more = self.more.iter().filter(|(_, shape)| holds(*shape));
        let mut numbers: Vec<usize> =
            usual.map(|(number, _)| number).chain(more.map(|(number, _)| *number)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.ideograph(number))
    }

    /// The radical of `shape`; where its form is not known, the traditional one.
    fn radical(&self, shape: Shape) -> Option<Radical> {
        let of_number = self.radicals.iter().filter(|radical| radical.number == shape.radical);
        of_number.clone().find(|radical| radical.form == shape.form).or(of_number.clone().next()).copied()
    }
}

impl Shape {
    fn read(shape: u32) -> Self {
        let residual = (shape >> 7 & 0x7F) as i8 - RESIDUAL_BIAS as i8;
        Self {
            radical: (shape >> 16) as u8,
            form: (shape >> 14 & 3) as u8,
            residual,
            strokes: (shape & 0x7F) as u8,
        }
    }

    fn of_bytes(&[high, middle, low]: &[u8; 3]) -> Self {
        Self::read(u32::from_be_bytes([0, high, middle, low]))
    }
}

/// The radicals; `None` when an entry is none.
fn radicals(entries: U32s) -> Option<Vec<Radical>> {
    let radical = |at: usize| {
        Some(Radical {
            number: u8::try_from(entries.at(at) >> 2).ok()?,
            form: (entries.at(at) & 3) as u8,
            character: char::from_u32(entries.at(at + 1))?,
            ideograph: char::from_u32(entries.at(at + 2))?,
        })
    };
    let starts = (0..entries.len()).step_by(3);
    if entries.len().is_multiple_of(3) { starts.map(radical).collect() } else { None }
}
