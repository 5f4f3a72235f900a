/// Templates, texts and formats shared by all pages.
@NullMarked
package io.shieldwall.server.pages;

import org.jspecify.annotations.NullMarked;
