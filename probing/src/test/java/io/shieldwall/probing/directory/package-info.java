@NullMarked
package io.shieldwall.probing.directory;

import org.jspecify.annotations.NullMarked;
