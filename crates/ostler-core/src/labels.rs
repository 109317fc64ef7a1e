//! Metric labels of an enum: one list makes the labels, their order and the label of a value, so that they cannot disagree.

/// Gives the enum `LABELS`, `COUNT`, `label` and `label_index`; the patterns must be exhaustive.
macro_rules! labels {
    ($type:ident { $($(#[$comment:meta])* $pattern:pat => $label:literal,)+ }) => {
        impl $type {
            /// Every [`label`](Self::label), in the order of [`label_index`](Self::label_index).
            pub const LABELS: &'static [&'static str] = &[$($label),+];

            /// How many labels there are.
            pub const COUNT: usize = Self::LABELS.len();

            /// The metric label, in snake case.
            pub fn label(&self) -> &'static str {
                match self {
                    $($pattern => $label,)+
                }
            }

            /// The place of the label in [`LABELS`](Self::LABELS), for an array of counters.
            pub fn label_index(&self) -> usize {
                let label = self.label();
                let index = Self::LABELS.iter().position(|known| *known == label);
                index.expect("the labels and their list are made of one list")
            }
        }
    };
}
pub(crate) use labels;
