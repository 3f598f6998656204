# SPDX-License-Identifier: MIT

# Run by cpack on the files of each package before they are packed: what Debian wants under names of
# its own. Other installations do not get these.
foreach(component runtime development)
  if(component STREQUAL "runtime")
    set(package ${CPACK_DEBIAN_RUNTIME_PACKAGE_NAME})
  else()
    set(package ${CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME})
  endif()
  set(share ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share)
  set(documents ${share}/doc/${package})
  file(REMOVE ${documents}/LICENSE ${documents}/CHANGELOG.md)
  file(COPY ${CPACK_LUCARNE_SOURCE}/LICENSE ${CPACK_LUCARNE_SOURCE}/CHANGELOG.md
    DESTINATION ${documents})
  file(RENAME ${documents}/LICENSE ${documents}/copyright)
  file(RENAME ${documents}/CHANGELOG.md ${documents}/changelog)
  file(WRITE ${documents}/changelog.Debian
    "lucarne (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
    "  * Built from the project's own tree; its changes are in changelog.gz.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  ${CPACK_LUCARNE_DATE}\n")
  set(compressed ${documents}/changelog ${documents}/changelog.Debian)
  if(component STREQUAL "runtime")
    list(APPEND compressed ${share}/man/man1/lucarne.1)
    file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
    file(RENAME ${share}/zsh/site-functions/_lucarne ${share}/zsh/vendor-completions/_lucarne)
    file(REMOVE_RECURSE ${share}/zsh/site-functions)
  endif()
  execute_process(COMMAND gzip -9nf ${compressed} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
