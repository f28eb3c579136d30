/** The shape of a model, its weights by name, and the sequences it learns from. */
@NullMarked
package io.conteur.gpt.model;

import org.jspecify.annotations.NullMarked;
