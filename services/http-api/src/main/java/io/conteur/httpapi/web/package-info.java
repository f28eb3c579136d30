/**
 * Routes, and the responses that are written to clients: {@code ApiRoutes} takes a request, and an
 * {@code Exchange} writes its response as the answer grows, on the connection's event loop.
 */
@NullMarked
package io.conteur.httpapi.web;

import org.jspecify.annotations.NullMarked;
