/** The models that can be named in a request. */
@NullMarked
package io.conteur.httpapi.models;

import org.jspecify.annotations.NullMarked;
