@NullMarked
package io.shieldwall.probing.data;

import org.jspecify.annotations.NullMarked;
