/**
 * What a page receives: {@code RecordTranslator} makes a {@code Change} of a record, and {@code
 * ChangeLog} joins changes of the same thing. Begin with {@code Change}.
 */
@NullMarked
package io.conteur.console.change;

import org.jspecify.annotations.NullMarked;
