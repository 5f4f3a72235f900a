/// What is remembered: append, hash, replay and verify, in SQLite.
@NullMarked
package io.shieldwall.journal;

import org.jspecify.annotations.NullMarked;
