/**
 * From a JSON body to a prompt event. {@code RequestReader} translates names, and the event's own
 * checks are those of the request.
 */
@NullMarked
package io.conteur.httpapi.request;

import org.jspecify.annotations.NullMarked;
