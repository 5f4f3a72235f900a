/// What a score must be, whoever computes it.
@org.jspecify.annotations.NullMarked
package io.shieldwall.scoring;
