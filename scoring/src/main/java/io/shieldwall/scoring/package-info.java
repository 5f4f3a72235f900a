/// What it is worth: events become ledger entries, each with its reason, and those the standings.
@NullMarked
package io.shieldwall.scoring;

import org.jspecify.annotations.NullMarked;
