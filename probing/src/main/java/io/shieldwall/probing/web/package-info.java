/// Checks of web sites.
@NullMarked
package io.shieldwall.probing.web;

import org.jspecify.annotations.NullMarked;
