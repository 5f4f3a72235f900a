/// A stand-in for the White cell's graders in demonstrations.
@NullMarked
package io.shieldwall.range.white;

import org.jspecify.annotations.NullMarked;
