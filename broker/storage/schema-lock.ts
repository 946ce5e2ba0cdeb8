/** The advisory lock between migrations, which take it alone, and writing transactions, which share it. An arbitrary number of ours: "stns". */
export const SCHEMA_LOCK = 0x73746e73;
