@NullMarked
package io.shieldwall.probing.custom;

import org.jspecify.annotations.NullMarked;
