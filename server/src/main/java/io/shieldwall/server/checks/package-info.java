/// Pages about the checks themselves: the credentials desk, evidence, doubts and fairness.
@NullMarked
package io.shieldwall.server.checks;

import org.jspecify.annotations.NullMarked;
