//! Tests of `deadlines`.
