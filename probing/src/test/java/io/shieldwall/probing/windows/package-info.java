@NullMarked
package io.shieldwall.probing.windows;

import org.jspecify.annotations.NullMarked;
