/// Checks of databases and stores of documents.
@NullMarked
package io.shieldwall.probing.data;

import org.jspecify.annotations.NullMarked;
