/// The list of every check that a scenario may name.
@NullMarked
package io.shieldwall.probing.catalogue;

import org.jspecify.annotations.NullMarked;
