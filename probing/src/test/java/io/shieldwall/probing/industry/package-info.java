@NullMarked
package io.shieldwall.probing.industry;

import org.jspecify.annotations.NullMarked;
