@NullMarked
package io.shieldwall.probing.files;

import org.jspecify.annotations.NullMarked;
