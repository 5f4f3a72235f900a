@NullMarked
package io.shieldwall.probing.remote;

import org.jspecify.annotations.NullMarked;
