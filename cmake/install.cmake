# SPDX-License-Identifier: MIT

# `cmake --install`: two components, which CPack turns into two packages. 'runtime' is what running
# pipelines needs, 'development' what writing plugins needs beside it. Paths are relative to the
# prefix and written nowhere, so that an installed tree may be moved.
include(CMakePackageConfigHelpers)
set(package lib/cmake/lucarne)

install(TARGETS lucarne EXPORT lucarneTargets RUNTIME DESTINATION bin COMPONENT runtime)
install(TARGETS lucarne_sdk lucarne_contract EXPORT lucarneTargets
  LIBRARY DESTINATION lib COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS png_settings LIBRARY DESTINATION lib/lucarne COMPONENT runtime)
install(DIRECTORY configs/example/ DESTINATION share/lucarne/example COMPONENT runtime
  FILES_MATCHING PATTERN *.yaml PATTERN *.csv PATTERN models EXCLUDE)

# The program writes its own manual page and what shells complete.
set(written ${PROJECT_BINARY_DIR}/share)
file(MAKE_DIRECTORY ${written}/man/man1 ${written}/bash-completion/completions
  ${written}/zsh/site-functions)
add_custom_command(OUTPUT ${written}/man/man1/lucarne.1 DEPENDS lucarne VERBATIM
  COMMAND lucarne man > ${written}/man/man1/lucarne.1
  COMMAND lucarne completion bash > ${written}/bash-completion/completions/lucarne
  COMMAND lucarne completion zsh > ${written}/zsh/site-functions/_lucarne)
add_custom_target(manual ALL DEPENDS ${written}/man/man1/lucarne.1)
install(DIRECTORY ${written}/man ${written}/bash-completion ${written}/zsh DESTINATION share
  COMPONENT runtime)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION share/doc/lucarne COMPONENT runtime)

install(DIRECTORY docs DESTINATION share/doc/lucarne COMPONENT runtime
  FILES_MATCHING PATTERN *.md PATTERN *.png PATTERN *.cpp PATTERN CMakeLists.txt)

install(DIRECTORY framework/include/lucarne ${PROJECT_BINARY_DIR}/framework/include/lucarne
  DESTINATION include COMPONENT development FILES_MATCHING PATTERN *.hpp)
install(DIRECTORY template DESTINATION share/lucarne COMPONENT development USE_SOURCE_PERMISSIONS)
install(EXPORT lucarneTargets NAMESPACE lucarne:: DESTINATION ${package} COMPONENT development)

string(REGEX MATCH "^[0-9]+" lucarne_compiler ${CMAKE_CXX_COMPILER_VERSION})
string(PREPEND lucarne_compiler "${CMAKE_CXX_COMPILER_ID} ")
set(built ${PROJECT_BINARY_DIR}/${package})
configure_package_config_file(cmake/lucarneConfig.cmake.in ${built}/lucarneConfig.cmake
  INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${built}/lucarneConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
foreach(file lucarne_add_plugin.cmake exports.map)
  configure_file(cmake/${file} ${built}/${file} COPYONLY)
endforeach()
install(FILES ${built}/lucarneConfig.cmake ${built}/lucarneConfigVersion.cmake
    ${built}/lucarne_add_plugin.cmake ${built}/exports.map
  DESTINATION ${package} COMPONENT development)

# The build folder is laid out like an installed tree: its program finds the template, and
# find_package(lucarne) works with the build folder as prefix.
export(TARGETS lucarne lucarne_sdk lucarne_contract lucarne_flags NAMESPACE lucarne::
  FILE ${built}/lucarneTargets.cmake)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/lucarne)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/template ${PROJECT_BINARY_DIR}/share/lucarne/template SYMBOLIC)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/configs/example ${PROJECT_BINARY_DIR}/share/lucarne/example
  SYMBOLIC)
