/// What a journal must keep, whatever happens to its process or its file.
@org.jspecify.annotations.NullMarked
package io.shieldwall.journal;
