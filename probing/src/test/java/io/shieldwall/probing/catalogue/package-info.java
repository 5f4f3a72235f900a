@NullMarked
package io.shieldwall.probing.catalogue;

import org.jspecify.annotations.NullMarked;
