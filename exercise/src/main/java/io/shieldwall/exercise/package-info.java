/// What happens: the event vocabulary, commands, state, `decide` and `evolve`, the exercise clock,
/// the triggers of injects, the journal's port and the single writer.
@NullMarked
package io.shieldwall.exercise;

import org.jspecify.annotations.NullMarked;
