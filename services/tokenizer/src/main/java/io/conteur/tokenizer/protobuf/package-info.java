/**
 * A reader and a writer of the <a href="https://protobuf.dev/programming-guides/encoding">protobuf
 * wire format</a>, limited to what a model file needs.
 */
@NullMarked
package io.conteur.tokenizer.protobuf;

import org.jspecify.annotations.NullMarked;
