// How Node is started for a broker, wherever we start one. Plain JavaScript: the set-up reads it too, on an older Node.

/**
 * V8 makes the place for new objects as large as 128 MB before it looks at what is still needed there: that is most of what a broker with
 * many event streams took. 8 MB for each half cost no throughput that could be measured.
 */
export const BROKER_FLAGS = ['--max-semi-space-size=8'];
