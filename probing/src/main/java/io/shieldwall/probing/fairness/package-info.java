/// Whether every team is measured alike: start-time spread, statistics by team, and a test of them.
@NullMarked
package io.shieldwall.probing.fairness;

import org.jspecify.annotations.NullMarked;
