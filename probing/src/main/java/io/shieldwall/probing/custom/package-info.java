/// Checks that organisers bring along as programs of their own, run at arm's length.
@NullMarked
package io.shieldwall.probing.custom;

import org.jspecify.annotations.NullMarked;
