/** The wire format of protobuf, as far as a model file needs it. */
@NullMarked
package io.conteur.tokenizer.protobuf;

import org.jspecify.annotations.NullMarked;
