/**
 * The images, run by podman as the Kubernetes manifests say. Begin with {@code ContainersIT};
 * {@code Workload} turns a manifest into a command of podman.
 */
@NullMarked
package io.conteur.systemtests.containers;

import org.jspecify.annotations.NullMarked;
